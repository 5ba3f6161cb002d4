//! Giving a role and taking one back (R5, R27; security A12).

use super::{Browser, GOOD, came_to, change_user, imported, member};
use crate::app::TestApp;
use crate::app::people::{Person, Said};
use entity::id::UserId;
use entity::role_grant::Role;
use entity::user;
use sea_orm::ActiveValue::Unchanged;
use sea_orm::Set;
use serde_json::json;

const GRANT: &str = "mutation ($input: GrantRoleInput!) { grantRole(input: $input) {
    user { roles version viewerCan } errors { code path message } } }";
const REVOKE: &str = "mutation ($input: RevokeRoleInput!) { revokeRole(input: $input) {
    user { roles version viewerCan } errors { code path message } } }";

async fn grant(who: &Person, id: UserId, role: &str) -> Said {
    who.run(GRANT, json!({ "input": { "userId": id, "role": role } })).await
}

async fn revoke(who: &Person, id: UserId, role: &str) -> Said {
    who.run(REVOKE, json!({ "input": { "userId": id, "role": role } })).await
}

#[tokio::test]
async fn a_teacher_becomes_ddftp_as_well_and_is_one_no_longer_r27_a12() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let (admin, nora) = (school.admin().await, member(&school, "Nora", "Grand", Role::Teacher).await);
    let given = grant(&admin, nora.id, "DDFTP").await.fine();
    assert_eq!(*given.at("grantRole.user.roles"), json!(["DDFTP", "TEACHER"]));
    assert_eq!(
        grant(&admin, nora.id, "DDFTP").await.fine().problems("grantRole"),
        [("TAKEN".to_owned(), "role".to_owned())]
    );
    let (mut as_ddftp, mut as_teacher) = (Browser::before(&school), Browser::before(&school));
    assert_eq!(as_teacher.sign_in("nora.grand", GOOD).await.text("signIn.viewer.role"), "DDFTP");
    as_teacher.send("mutation { useRole(input: { role: TEACHER }) { errors { code } } }", json!({})).await.fine();
    as_ddftp.sign_in("nora.grand", GOOD).await;
    as_ddftp.send("mutation { useRole(input: { role: DDFTP }) { errors { code } } }", json!({})).await.fine();

    let taken = revoke(&admin, nora.id, "DDFTP").await.fine();
    assert_eq!(*taken.at("revokeRole.user.roles"), json!(["TEACHER"]));
    assert_eq!(taken.number("revokeRole.user.version"), given.number("grantRole.user.version") + 1);
    assert!(as_ddftp.known().await.is_none(), "its sessions end");
    assert!(as_teacher.known().await.is_some(), "those under the other role go on");
    // Given again, the sessions of before stay ended.
    grant(&admin, nora.id, "DDFTP").await.fine();
    assert!(as_ddftp.known().await.is_none());
}

#[tokio::test]
async fn the_last_role_is_not_taken_back() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let (admin, ines) = (school.admin().await, member(&school, "Inès", "Garnier", Role::Teacher).await);
    let last = revoke(&admin, ines.id, "TEACHER").await.fine();
    assert_eq!(last.text("revokeRole.errors.0.message"), "C’est son seul rôle\u{a0}: fermez plutôt le compte.");
    grant(&admin, ines.id, "HEAD").await.fine();
    assert_eq!(
        revoke(&admin, ines.id, "DDFTP").await.fine().problems("revokeRole")[0],
        ("INVALID".to_owned(), "role".to_owned())
    );
    assert_eq!(revoke(&admin, ines.id, "TEACHER").await.fine().problems("revokeRole"), []);
    assert_eq!(came_to(&Browser::before(&school).sign_in("ines.garnier", GOOD).await), "in");
}

#[tokio::test]
async fn roles_that_come_from_elsewhere_are_not_given_by_hand_and_nobody_promotes_oneself_r5() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let admin = school.admin().await;
    let row = user::ActiveModel { id: Unchanged(admin.user), login: Set(school.uai.clone()), ..Default::default() };
    change_user(&school, row).await;
    let ines = member(&school, "Inès", "Garnier", Role::Teacher).await;
    for role in ["ADMIN", "LEARNER", "TUTOR"] {
        let refused = grant(&admin, ines.id, role).await.fine();
        assert_eq!(refused.problems("grantRole"), [("INVALID".to_owned(), "role".to_owned())], "{role}");
    }
    let own = grant(&admin, admin.user, "HEAD").await.fine();
    assert_eq!(own.text("grantRole.errors.0.message"), "Personne ne change ses propres rôles.");
    // A learner does not become a member of staff, nor a tutor, nor the administrator.
    let leo = imported(&school, "Léo", "Petit", Role::Learner).await;
    let tom = imported(&school, "Tom", "Tuteur", Role::Tutor).await;
    let second = school.admin().await;
    for id in [leo.id, tom.id, second.user] {
        assert_eq!(
            grant(&admin, id, "DDFTP").await.fine().problems("grantRole"),
            [("INVALID".to_owned(), String::new())]
        );
    }
    // A closed account is opened first.
    let now = school.cx().now();
    change_user(
        &school,
        user::ActiveModel { id: Unchanged(ines.id), deactivated_at: Set(Some(now)), ..Default::default() },
    )
    .await;
    assert_eq!(grant(&admin, ines.id, "HEAD").await.fine().problems("grantRole")[0].0, "CLOSED");
}

#[tokio::test]
async fn the_administrator_alone_gives_roles_and_in_the_school_alone_r183() {
    let app = TestApp::new().await;
    let (here, there) = (app.school().await, app.school_of("0999002X").await);
    let (admin, far) = (here.admin().await, member(&there, "Zoé", "Loin", Role::Teacher).await);
    there.grant(far.id, Role::Head).await;
    assert_eq!(grant(&admin, far.id, "DDFTP").await.code(), Some("NOT_FOUND"));
    assert_eq!(revoke(&admin, far.id, "HEAD").await.code(), Some("NOT_FOUND"));
    let ines = member(&here, "Inès", "Garnier", Role::Teacher).await;
    for who in [here.person("Hugo Chef", Role::Head).await, here.ddftp().await] {
        assert_eq!(grant(&who, ines.id, "HEAD").await.code(), Some("FORBIDDEN"));
        assert_eq!(revoke(&who, ines.id, "TEACHER").await.code(), Some("FORBIDDEN"));
    }
}

#[tokio::test]
async fn what_may_be_done_with_an_account_is_told_with_it() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let mine = school.division("1MELEC1").await;
    let melec = school.specialty("bac-pro-melec").await;
    let pupil = school.pupil("Léo Petit", mine, melec, "1RE").await;
    let ines = member(&school, "Inès", "Garnier", Role::Teacher).await;
    school.grant(ines.id, Role::Ddftp).await;
    let (admin, head, ddftp) =
        (school.admin().await, school.person("Hugo Chef", Role::Head).await, school.ddftp().await);
    let teacher = school.teacher("Sophie Prévost", "071100", &[mine]).await;
    let can = async |who: &Person, id: UserId| {
        let asked = format!("{{ node(id: \"{id}\") {{ ... on User {{ viewerCan }} }} }}");
        who.ask(&asked).await.fine().at("node.viewerCan").clone()
    };
    let learner = pupil.person.user;
    assert_eq!(can(&admin, learner).await, json!(["OPEN_ACTIVATION", "END_SESSIONS", "DISABLE_USER"]));
    assert_eq!(
        can(&admin, ines.id).await,
        json!(["GRANT_ROLE", "REVOKE_ROLE", "ASSIGN_DIVISIONS", "END_SESSIONS", "DISABLE_USER"])
    );
    assert_eq!(can(&admin, admin.user).await, json!([]));
    assert_eq!(can(&head, ines.id).await, json!(["END_SESSIONS", "DISABLE_USER"]));
    assert_eq!(can(&head, head.user).await, json!([]));
    assert_eq!(can(&ddftp, learner).await, json!(["OPEN_ACTIVATION"]));
    assert_eq!(can(&ddftp, ines.id).await, json!(["ASSIGN_DIVISIONS"]));
    assert_eq!(can(&teacher, learner).await, json!(["OPEN_ACTIVATION"]));
    assert_eq!(can(&teacher, ines.id).await, json!([]));
    let creatable = |who: Person| async move {
        who.ask("{ viewer { creatableRoles } }").await.fine().at("viewer.creatableRoles").clone()
    };
    assert_eq!(creatable(admin).await, json!(["DDFTP", "HEAD", "TEACHER", "INSPECTOR"]));
    assert_eq!(creatable(head).await, json!(["DDFTP", "INSPECTOR"]));
    assert_eq!(creatable(ddftp).await, json!([]));
}
