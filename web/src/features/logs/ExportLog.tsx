import { useState } from "react";
import { takeAway } from "../../app/takeAway";
import { Button } from "../../ui/button/Button";
import { toast } from "../../ui/toast/toast";
import { exportOf, type LogsSearch } from "./search";

/** Takes the log on screen away as a table, under the same filters, every line of it. */
export function ExportLog({ search }: { search: LogsSearch }) {
  const [busy, setBusy] = useState(false);

  async function take() {
    setBusy(true);
    const said = await takeAway(
      exportOf(search),
      search.lectures ? "journal-lectures.csv" : "journal-actions.csv",
    );
    setBusy(false);
    if (said) toast(said, { tone: "late" });
    else toast("Le journal est dans vos téléchargements. Cet export y est noté.");
  }

  return (
    <Button icon="download" busy={busy} onClick={() => void take()}>
      Exporter
    </Button>
  );
}
