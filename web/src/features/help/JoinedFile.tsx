import { size } from "../../lib/text";
import { Icon } from "../../ui/icon/Icon";
import css from "./help.module.css";

/** The file of a message, taken away by its name. */
export function JoinedFile({ file }: { file: { name: string; bytes: number; path: string } }) {
  return (
    <p className={css.file}>
      <Icon name="file" />
      <a href={file.path} download={file.name}>
        {file.name}
      </a>
      <span className="small muted">{size(file.bytes)}</span>
    </p>
  );
}
