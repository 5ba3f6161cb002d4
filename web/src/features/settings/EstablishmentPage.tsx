import { Card } from "../../ui/card/Card";
import { Select } from "../../ui/field/Field";
import { SavingPill } from "../../ui/saving/SavingPill";
import { SettingsFrame } from "./SettingsFrame";
import { UPDATE_ESTABLISHMENT } from "./settings.gql";
import css from "./settings.module.css";
import { TextSetting } from "./TextSetting";
import { type School, type Settings, useSetting } from "./useSetting";
import { ZONES } from "./zones";

/** Who the school is; R168. */
export function EstablishmentPage() {
  return (
    <SettingsFrame
      title="Établissement"
      lead="Le nom et l’adresse que portent les lettres, les pages et les exports. Chaque champ s’enregistre de lui-même."
    >
      {(school, settings) => <Information school={school} settings={settings} />}
    </SettingsFrame>
  );
}

function Information({ school, settings }: { school: School; settings: Settings }) {
  const readOnly = !settings.viewerCan.includes("UPDATE_ESTABLISHMENT");
  const text = (name: "name" | "town" | "email" | "phone", read: (school: School) => string | null) => ({
    school,
    name,
    read: (one: School) => read(one) ?? "",
    document: UPDATE_ESTABLISHMENT,
    input: (value: string) => ({ [name]: value }),
  });
  const name = useSetting<string>(text("name", (one) => one.name));
  const town = useSetting<string>(text("town", (one) => one.town));
  const email = useSetting<string>(text("email", (one) => one.settings?.email ?? null));
  const phone = useSetting<string>(text("phone", (one) => one.settings?.phone ?? null));
  const zone = useSetting<string>({
    school,
    name: "timeZone",
    read: (one) => one.timeZone,
    document: UPDATE_ESTABLISHMENT,
    input: (timeZone) => ({ timeZone }),
  });
  return (
    <Card
      title="Informations"
      aside={readOnly && <span className="small muted">L’administrateur peut les changer.</span>}
    >
      <div className={css.body}>
        <TextSetting
          setting={name}
          readOnly={readOnly}
          label="Nom"
          autoComplete="off"
          help="En haut de chaque page, sur la page de connexion et dans les lettres."
        />
        <TextSetting setting={town} readOnly={readOnly} label="Ville" autoComplete="off" />
        <TextSetting
          setting={email}
          readOnly={readOnly}
          label="Adresse électronique"
          type="email"
          autoComplete="off"
          help="Nécessaire pour créer un compte à la main."
        />
        <TextSetting setting={phone} readOnly={readOnly} label="Téléphone" type="tel" autoComplete="off" />
        <div className={css.setting}>
          {readOnly ? (
            <p>
              <b className={css.label}>Fuseau horaire</b>
              <br />
              {ZONES.find((one) => one.zone === zone.value)?.label ?? zone.value}
            </p>
          ) : (
            <Select
              label="Fuseau horaire"
              value={zone.value}
              error={zone.error}
              help="Les périodes commencent et finissent à minuit, à l’heure de l’établissement."
              onChange={(event) => {
                zone.set(event.currentTarget.value);
                void zone.flush();
              }}
            >
              {!ZONES.some((one) => one.zone === zone.value) && <option>{zone.value}</option>}
              {ZONES.map((one) => (
                <option key={one.zone} value={one.zone}>
                  {one.label}
                </option>
              ))}
            </Select>
          )}
          {!zone.error && (
            <SavingPill saving={zone.saving} onMine={zone.keepMine} onTheirs={zone.takeTheirs} />
          )}
        </div>
        <p className="small muted">
          Code UAI{"\u00a0"}: <b>{school.uai}</b>. C’est l’adresse de l’établissement et l’identifiant de
          l’administrateur{"\u00a0"}; il ne change pas.
        </p>
      </div>
    </Card>
  );
}
