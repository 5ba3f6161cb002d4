import { plural, size } from "../../lib/text";
import { Card } from "../../ui/card/Card";
import { Gauge } from "../../ui/gauge/Gauge";
import { Icon } from "../../ui/icon/Icon";
import { StatePill } from "../../ui/state-pill/StatePill";
import css from "./imports.module.css";
import { KINDS, type Run, readShare } from "./words";

type File = Run["files"][number];

/** The files of an import: what they are, how far they are read, what is wrong with one. */
export function Files({ run }: { run: Run }) {
  return (
    <Card title="1. Fichiers" className={css.sent}>
      <ul className={css.files}>
        {run.files.map((file) => (
          <li key={file.id}>
            <Icon name={file.state === "REFUSED" ? "file-x" : "file-text"} className={css.fileIcon} />
            <div>
              <b>{file.name}</b>
              <p className="small muted">
                {!file.summary && file.kind ? `${KINDS[file.kind]}. ` : ""}
                {file.summary || `${plural(file.readLines, "ligne", "lignes")}, ${size(file.totalBytes)}`}
              </p>
              {file.message && <p className={css.problem}>{file.message}</p>}
              {file.state === "READING" && <Gauge value={file.readBytes} max={file.totalBytes} />}
              <details className={css.digest}>
                <summary>Empreinte</summary>
                <code>{file.sha256}</code>
              </details>
            </div>
            <FileState file={file} />
          </li>
        ))}
      </ul>
      <p className={css.note}>
        <Icon name="lock" />
        <span>Lus sur le serveur de l’établissement, supprimés une fois l’import appliqué.</span>
      </p>
    </Card>
  );
}

function FileState({ file }: { file: File }) {
  switch (file.state) {
    case "READING":
      return (
        <StatePill tone="waiting">
          {readShare(file)}
          {"\u202f"}% lus
        </StatePill>
      );
    case "REFUSED":
      return <StatePill tone="late">refusé</StatePill>;
    case "INTERRUPTED":
      return <StatePill tone="late">interrompu</StatePill>;
    default:
      return <StatePill tone="done">lu</StatePill>;
  }
}
