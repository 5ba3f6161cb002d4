//! Teachers and the bilans of their learners.

mod charge;
mod conflicts;
mod life;
mod saving;
mod tracking;

use crate::app::TestApp;
use crate::app::people::Person;
use crate::app::school::{Premiere, Pupil};
use entity::framework_item;
use sea_orm::ColumnTrait as _;
use serde_json::{Value, json};
use std::ops::Deref;

const TABLE: &str = "query($division: ID!, $period: ID, $framework: ID) {
    trackingTable(divisionId: $division, periodId: $period, frameworkId: $framework) {
        id seq done expected mine viewerCan period { id label } periods { id } framework { shortTitle } frameworks { id }
        competencies { id code group } units { code } unitCompetencies { unitId itemIds }
        rows { id mine state leavesOn learner { id displayName } levels { itemId rank absent proposed comment }
            bilan { id version synthesis referenceDate author { displayName } levels { itemId rank } viewerCan } } } }";

const SAVE: &str = "mutation($input: SaveBilanInput!) { saveBilan(input: $input) {
    bilan { id version synthesis referenceDate levels { itemId rank absent proposed comment } viewerCan }
    row { state levels { itemId rank proposed } } current { id version synthesis } errors { code path message } } }";

const VALIDATE: &str = "mutation($input: ValidateBilanInput!) { validateBilan(input: $input) {
    bilan { id version validatedAt validatedBy { displayName } viewerCan } row { state } errors { code path message } } }";

const REOPEN: &str = "mutation($input: ReopenBilanInput!) { reopenBilan(input: $input) {
    bilan { version validatedAt history { number reason synthesis keptBy { displayName } levels { rank } } }
    row { state } errors { code path } } }";

const DELETE: &str = "mutation($input: DeleteBilanInput!) { deleteBilan(input: $input) { row { state bilan { id } } errors { code path } } }";

const RESTORE: &str = "mutation($input: RestoreBilanInput!) { restoreBilan(input: $input) { bilan { id synthesis } errors { code path } } }";

const MINE: &str = "{ myBilans { periodLabel bilan { id synthesis period { label } author { displayName } } } }";

/// A première MELEC, and Inès, who is in it.
struct Class<'a> {
    premiere: Premiere<'a>,
    ines: Pupil,
}

impl<'a> Deref for Class<'a> {
    type Target = Premiere<'a>;

    fn deref(&self) -> &Premiere<'a> {
        &self.premiere
    }
}

impl Class<'_> {
    async fn new(app: &TestApp) -> Class<'_> {
        let premiere = app.premiere().await;
        let Premiere { school, melec, division, .. } = &premiere;
        let ines = school.pupil("Inès Lambert", *division, *melec, "1RE").await;
        Class { premiere, ines }
    }

    /// A competency of the framework, by its code.
    async fn item(&self, code: &str) -> String {
        let framework = self.school.framework("bac-pro-melec").await;
        let cx = self.school.cx();
        let items = cx.find::<framework_item::Entity>();
        let items = items.filter(framework_item::Column::FrameworkId.eq(framework));
        let item = items.filter(framework_item::Column::Code.eq(code)).one().await.expect("the framework");
        item.expect("a competency").id.to_string()
    }

    /// What Inès's bilan of the first semester is saved with.
    fn save(&self, version: Option<i64>, rest: Value) -> Value {
        let mut input = json!({ "learnerId": self.ines.id, "periodId": self.periods[0], "version": version });
        for (key, value) in rest.as_object().cloned().unwrap_or_default() {
            input[key] = value;
        }
        json!({ "input": input })
    }

    /// A draft of Inès with C1 at 3; answers its id.
    async fn draft(&self) -> String {
        let level = json!({ "itemId": self.item("C1").await, "rank": 3 });
        let rest = json!({ "synthesis": "Travail soigné.", "levels": [level] });
        let said = self.sophie.run(SAVE, self.save(None, rest)).await.fine();
        said.text("saveBilan.bilan.id").to_owned()
    }

    async fn table(&self, who: &Person) -> crate::app::people::Said {
        who.run(TABLE, json!({ "division": self.division })).await.fine()
    }
}

fn on(bilan: &str, version: i64) -> Value {
    json!({ "input": { "bilanId": bilan, "version": version } })
}

fn problem(code: &str, path: &str) -> [(String, String); 1] {
    [(code.to_owned(), path.to_owned())]
}
