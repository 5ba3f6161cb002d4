import { ROLE_NAMES } from "../../app/viewer";
import { type FragmentOf, readFragment } from "../../graphql/graphql";
import { pick } from "../../lib/text";
import { Card } from "../../ui/card/Card";
import { IDENTITY } from "./account.gql";
import css from "./account.module.css";
import type { Words } from "./words";

/** Who one is here: what the establishment knows, and only it changes. */
export function Identity({ data, words }: { data: FragmentOf<typeof IDENTITY>; words: Words }) {
  const { user, role, roles, establishment } = readFragment(IDENTITY, data);
  const place = [establishment.town, establishment.uai].filter(Boolean).join(", ");
  return (
    <Card title="Identité" aside={<span className="small muted">{words.identity}</span>}>
      <dl className={css.identity}>
        <div>
          <dt>Nom</dt>
          <dd>{user.displayName}</dd>
        </div>
        <div>
          <dt>Identifiant</dt>
          <dd className={css.login}>{user.login}</dd>
        </div>
        <div>
          <dt>{pick(roles.length, "Rôle", "Rôles")}</dt>
          <dd>
            {[role, ...roles.filter((other) => other !== role)].map((one) => ROLE_NAMES[one]).join(", ")}
          </dd>
        </div>
        <div>
          <dt>Établissement</dt>
          <dd>
            {establishment.name}
            <br />
            <span className="small muted">{place}</span>
          </dd>
        </div>
      </dl>
    </Card>
  );
}
