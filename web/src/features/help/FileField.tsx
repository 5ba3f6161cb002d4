import { useRef } from "react";
import { size } from "../../lib/text";
import { Button } from "../../ui/button/Button";
import { DropZone } from "../../ui/drop-zone/DropZone";
import { Gauge } from "../../ui/gauge/Gauge";
import { Icon } from "../../ui/icon/Icon";
import css from "./file-field.module.css";
import { MOST, TAKEN } from "./joined";
import type { Joined } from "./useJoined";

/** Where the one file of a request is chosen, seen leaving, and taken out again; R163, R164. */
export default function FileField({
  joined: { waiting, leaving, choose, remove },
  problem,
  onMove,
}: {
  joined: Joined;
  /** What the service said of it when the request left. */
  problem: string | undefined;
  /** Another file, or none: what was said of the former one no longer holds. */
  onMove: () => void;
}) {
  const section = useRef<HTMLElement>(null);
  const name = leaving?.file.name ?? waiting?.name;
  const wrong = leaving?.problem ?? problem;
  // What was pressed is gone from the page: the focus stays where it was.
  const moved = () => {
    onMove();
    section.current?.focus();
  };
  return (
    <section ref={section} className={css.field} aria-label="Fichier joint" tabIndex={-1}>
      <p className={css.label}>Fichier joint, si besoin</p>
      {name ? (
        <div className={css.line}>
          <Icon name={wrong ? "file-x" : "file"} className={css.icon} />
          <div className={css.words}>
            <b>{name}</b>
            {leaving && !leaving.problem && (
              <>
                <p className="small muted" role="status">
                  {Math.floor(leaving.share * 100)}&#8239;% de {size(leaving.file.size)}
                </p>
                <Gauge value={leaving.share} max={1} />
              </>
            )}
            {waiting && !leaving && (
              <p className="small muted" role="status">
                {size(waiting.bytes)}, partira avec le message
              </p>
            )}
            {leaving?.again && (
              <Button
                icon="rotate-ccw"
                onClick={() => {
                  choose(leaving.file);
                  moved();
                }}
              >
                Réessayer
              </Button>
            )}
          </div>
          <Button
            variant="bare"
            icon="x"
            aria-label={leaving && !leaving.problem ? `Arrêter l’envoi de ${name}` : `Retirer ${name}`}
            onClick={() => {
              remove();
              moved();
            }}
          />
        </div>
      ) : (
        <DropZone
          title={<b>À glisser ici</b>}
          help={`Une capture d’écran, un PDF, un document, un texte ou une vidéo MP4, ${size(MOST)} au plus.`}
          choose="Choisir un fichier"
          accept={TAKEN}
          onFiles={([file]) => {
            if (!file) return;
            choose(file);
            moved();
          }}
        />
      )}
      {wrong && (
        <p className={css.problem} role="alert" tabIndex={-1}>
          {wrong}
        </p>
      )}
    </section>
  );
}
