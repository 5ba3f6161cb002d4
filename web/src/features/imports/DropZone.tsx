import { type DragEvent, useId, useState } from "react";
import { buttonClass } from "../../ui/button/Button";
import { Icon } from "../../ui/icon/Icon";
import css from "./imports.module.css";

/** Where files are dropped, with a button that does the same. */
export function DropZone({ onFiles }: { onFiles: (files: File[]) => void }) {
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
      <p>
        <b>Glissez les fichiers ici</b>, tous ensemble et tels quels
      </p>
      <p className="small muted">Les zip de SIECLE et de STSWEB conviennent aussi.</p>
      <label className={buttonClass()} htmlFor={id}>
        Choisir sur l’ordinateur
      </label>
      <input
        id={id}
        type="file"
        multiple
        accept=".xml,.zip"
        className="sr-only"
        onChange={(event) => {
          onFiles([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = "";
        }}
      />
    </div>
  );
}
