import { useState } from "react";
import { takeAway } from "../../app/takeAway";
import { Button } from "../../ui/button/Button";
import { Card } from "../../ui/card/Card";
import { Notice } from "../../ui/notice/Notice";
import { toast } from "../../ui/toast/toast";
import css from "./account.module.css";
import type { Words } from "./words";

const ADDRESS = "/mon-compte/donnees.zip";

/** Everything that the school keeps of the person, to take away; once a day (R179). */
export function OwnData({ words }: { words: Words }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  async function take() {
    setBusy(true);
    setProblem(null);
    const said = await takeAway(ADDRESS, "mes-donnees.zip");
    setProblem(said);
    if (!said) toast("Données téléchargées.");
    setBusy(false);
  }

  return (
    <Card title="Mes données">
      <div className={css.body}>
        <p className="small muted">{words.data}</p>
        {problem && (
          <Notice tone="late" title="Rien n’a été téléchargé" alert>
            <p>{problem}</p>
          </Notice>
        )}
        <Button icon="download" busy={busy} onClick={() => void take()}>
          Télécharger mes données
        </Button>
      </div>
    </Card>
  );
}
