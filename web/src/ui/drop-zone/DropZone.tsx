import { type DragEvent, type ReactNode, useId, useState } from "react";
import { buttonClass } from "../button/Button";
import { Icon } from "../icon/Icon";
import css from "./drop-zone.module.css";

/** Where files are dropped, with a button that does the same. */
export function DropZone({
  title,
  help,
  choose,
  accept,
  multiple = false,
  onFiles,
}: {
  /** What is dropped here. */
  title: ReactNode;
  /** Which files are taken. */
  help: ReactNode;
  /** The words of the button. */
  choose: string;
  /** Endings of the names of files that the chooser offers, with their dots and commas. */
  accept: string;
  multiple?: boolean;
  onFiles: (files: File[]) => void;
}) {
  const id = useId();
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    onFiles([...event.dataTransfer.files]);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping has its button inside
    <div
      className={over ? `${css.zone} ${css.over}` : css.zone}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <Icon name="upload" className={css.arrow} />
      <p>{title}</p>
      <p className="small muted">{help}</p>
      <label className={buttonClass()} htmlFor={id}>
        {choose}
      </label>
      <input
        id={id}
        type="file"
        multiple={multiple}
        accept={accept}
        className="sr-only"
        onChange={(event) => {
          onFiles([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = "";
        }}
      />
    </div>
  );
}
