import { lazy, Suspense } from "react";
import { type FragmentOf, readFragment } from "../../graphql/graphql";
import { Card } from "../../ui/card/Card";
import { Notice } from "../../ui/notice/Notice";
import { ADDRESS } from "./account.gql";
import css from "./account.module.css";
import { Unfold } from "./Unfold";
import type { Words } from "./words";

const AddressForm = lazy(async () => ({ default: (await import("./AddressForm")).AddressForm }));

/** One's address for letters, the one that waits for its link to be followed, and the way to change it; R19. */
export function Address({ data, words }: { data: FragmentOf<typeof ADDRESS>; words: Words }) {
  const { user, email, pendingEmail } = readFragment(ADDRESS, data);
  return (
    <Card title="Adresse électronique">
      <div className={css.body}>
        {email ? (
          <p className={css.address}>{email}</p>
        ) : (
          <p className="small muted">
            Aucune n’est connue. En cas d’oubli du mot de passe, c’est l’établissement qui rouvre l’accès.
          </p>
        )}
        {pendingEmail && (
          <Notice tone="soon" title={`À confirmer : ${pendingEmail}`}>
            <p>{words.pending}</p>
            <p>{words.nothingCame}</p>
          </Notice>
        )}
        <Unfold label={email ? "Changer d’adresse" : "Donner une adresse"}>
          {(close) => (
            <Suspense>
              <AddressForm login={user.login ?? ""} onClose={close} />
            </Suspense>
          )}
        </Unfold>
      </div>
    </Card>
  );
}
