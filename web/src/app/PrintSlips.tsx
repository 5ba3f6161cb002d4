import { useState } from "react";
import { Button } from "../ui/button/Button";
import { toast } from "../ui/toast/toast";
import { takeAway } from "./takeAway";

/** Takes away the activation slips of a division, eight to a page. Each printing makes new codes: the former are worth nothing. */
export function PrintSlips({ division }: { division: string }) {
  const [busy, setBusy] = useState(false);

  async function print() {
    setBusy(true);
    const said = await takeAway(`/divisions/${division}/slips.pdf`, "fiches.pdf", "POST");
    setBusy(false);
    if (said) toast(said, { tone: "late" });
    else toast("Les fiches sont dans vos téléchargements. Les codes d’avant ne servent plus.");
  }

  return (
    <Button icon="printer" busy={busy} onClick={() => void print()}>
      Imprimer les fiches de la classe
    </Button>
  );
}
