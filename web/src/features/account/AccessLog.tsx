import { lazy, Suspense } from "react";
import { Button } from "../../ui/button/Button";
import { Card } from "../../ui/card/Card";
import css from "./account.module.css";
import { Unfold } from "./Unfold";
import type { Words } from "./words";

const Readings = lazy(async () => ({ default: (await import("./Readings")).Readings }));

/** Who read one's own file: by role and never by name, when, and doing what (security 7). */
export function AccessLog({ words }: { words: Words }) {
  return (
    <Card title="Qui a lu mon dossier">
      <div className={css.body}>
        <p className="small muted">{words.readings}</p>
        <Unfold label="Voir les lectures">
          {(close) => (
            <div className={css.readings}>
              <Suspense>
                <Readings after={null} nothing={words.noReading} />
              </Suspense>
              <Button variant="bare" onClick={close}>
                Refermer la liste
              </Button>
            </div>
          )}
        </Unfold>
      </div>
    </Card>
  );
}
