import { useState } from "react";
import { useRouteQuery } from "../../app/useRouteQuery";
import { type FragmentOf, readFragment } from "../../graphql/graphql";
import { Button } from "../../ui/button/Button";
import { Notice } from "../../ui/notice/Notice";
import css from "./account.module.css";
import { MergeDialog } from "./MergeDialog";
import { type Twins as Pair, twinsTitle } from "./twins";
import { LOOKALIKES, LOOKALIKES_OF, PAIR, TWIN } from "./twins.gql";
import { roleWords } from "./words";

/** Accounts made by hand that look like imported ones, in the whole school; R18. */
export function SchoolTwins() {
  const { data, retry } = useRouteQuery({ query: LOOKALIKES, variables: {} });
  return <Twins pairs={read(data?.lookalikes ?? [])} onMerged={retry} />;
}

/** Those that an account is one of. */
export function AccountTwins({ userId, onMerged }: { userId: string; onMerged: (kept: string) => void }) {
  const { data, retry } = useRouteQuery({ query: LOOKALIKES_OF, variables: { id: userId } });
  const pairs = data?.node?.__typename === "User" ? read(data.node.lookalikes) : [];
  return (
    <Twins
      pairs={pairs}
      onMerged={(kept) => {
        retry();
        onMerged(kept);
      }}
    />
  );
}

function read(pairs: readonly FragmentOf<typeof PAIR>[]): Pair[] {
  return pairs.map((pair) => {
    const { imported, byHand, signsInWith } = readFragment(PAIR, pair);
    return { imported: readFragment(TWIN, imported), byHand: readFragment(TWIN, byHand), signsInWith };
  });
}

/** Pairs shown at once; the others follow those that are merged. */
const SHOWN = 5;

function Twins({ pairs, onMerged }: { pairs: readonly Pair[]; onMerged: (kept: string) => void }) {
  const [open, setOpen] = useState<Pair | null>(null);
  if (pairs.length === 0 && !open) return null;
  return (
    <>
      {pairs.length > 0 && (
        <div className={css.twins}>
          <Notice tone="soon" title={twinsTitle(pairs.length)}>
            <span>
              Mêmes nom, prénom et date de naissance. Si c’est la même personne, fusionnez les deux comptes
              {"\u00a0"}: rien n’est perdu, et les imports suivent celui qui reste.
            </span>
            <ul className={css.lookalikes}>
              {pairs.slice(0, SHOWN).map((pair) => (
                <li key={pair.imported.id + pair.byHand.id}>
                  <strong>{pair.imported.displayName}</strong>
                  <span>
                    {roleWords(pair.imported.roles)}
                    {" / "}
                    {roleWords(pair.byHand.roles)}
                  </span>
                  <Button icon="users" onClick={() => setOpen(pair)}>
                    Comparer et fusionner
                    <span className="sr-only"> les comptes de {pair.imported.displayName}</span>
                  </Button>
                </li>
              ))}
            </ul>
            {pairs.length > SHOWN && <span>Les autres s’affichent à mesure que ceux-ci sont fusionnés.</span>}
          </Notice>
        </div>
      )}
      {open && (
        <MergeDialog
          twins={open}
          onClose={() => setOpen(null)}
          onMerged={() => {
            setOpen(null);
            onMerged(open.imported.id);
          }}
        />
      )}
    </>
  );
}
