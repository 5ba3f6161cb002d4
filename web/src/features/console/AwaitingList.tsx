import { useState } from "react";
import { HrefLink } from "../../app/HrefLink";
import { offered } from "../../app/menu";
import { useViewer } from "../../app/viewer";
import { type FragmentOf, type ResultOf, readFragment } from "../../graphql/graphql";
import { useCalmOrder } from "../../lib/changes";
import { Button, buttonClass } from "../../ui/button/Button";
import { EmptyState } from "../../ui/empty/EmptyState";
import { Icon, type IconName } from "../../ui/icon/Icon";
import css from "./awaiting.module.css";
import { AWAITING } from "./console.gql";

type Item = ResultOf<typeof AWAITING>["awaiting"][number];
const ICONS: Record<Item["severity"], IconName> = {
  LATE: "triangle-alert",
  SOON: "clock",
  TO_DO: "arrow-right",
};

/** « Ce qui vous attend »: each thing with the one action that settles it, most urgent first. */
export function AwaitingList({
  data,
  shown,
  onAttach,
}: {
  data: FragmentOf<typeof AWAITING>;
  /** How many before « Voir les 2 autres ». */
  shown: number;
  onAttach: () => void;
}) {
  const { awaiting } = readFragment(AWAITING, data);
  const [all, setAll] = useState(false);
  const { calm, hold } = useCalmOrder(awaiting, (item) => item.key);
  const items = all ? calm : calm.slice(0, shown);
  if (awaiting.length === 0)
    return <EmptyState icon="circle-check" title="Rien ne vous attend pour l’instant." />;
  return (
    <ul className={css.list} {...hold}>
      {items.map((item, at) => (
        <li key={item.key} className={css[item.severity]}>
          <span className={css.what} aria-hidden="true">
            <Icon name={ICONS[item.severity]} />
          </span>
          <div>
            <h3>{item.title}</h3>
            <p>{item.detail}</p>
            <Action item={item} main={at === 0} onAttach={onAttach} />
          </div>
        </li>
      ))}
      {calm.length > items.length && (
        <li className={css.rest}>
          <button type="button" onClick={() => setAll(true)}>
            {calm.length - items.length === 1
              ? "Voir l’autre"
              : `Voir les ${calm.length - items.length} autres`}
          </button>
        </li>
      )}
    </ul>
  );
}

/** One way to go on. Only the most urgent thing has the main button of the block. */
function Action({ item, main, onAttach }: { item: Item; main: boolean; onAttach: () => void }) {
  const { modules } = useViewer();
  const variant = main && item.severity === "LATE" ? "filled" : "plain";
  if (item.kind === "MISSING_FRAMEWORK") {
    return item.viewerCan.includes("ATTACH_MEF") ? (
      <Button variant={variant} onClick={onAttach}>
        {item.actionLabel}
      </Button>
    ) : null;
  }
  // What only others may settle is said, not offered.
  if (!offered(modules, item)) return null;
  return (
    <HrefLink className={buttonClass({ variant })} href={item.path}>
      {item.actionLabel}
    </HrefLink>
  );
}
