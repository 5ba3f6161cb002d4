//! What is written above the competencies of a table, so that neighbours share a heading.
//!
//! A framework ties competencies to blocks, activities and exam units in different ways. A kind of tie can serve as headings when
//! each competency has one and, read in the framework's order, the headings come in their own order without coming back.

use std::collections::HashMap;

use uuid::Uuid;

use super::file::{Association, File, Item};

/// Headings a competency may stand under, and how strongly.
type Choice = HashMap<Uuid, i32>;

/// Heading of each competency that has one.
pub fn of(file: &File) -> HashMap<Uuid, String> {
    let competencies: Vec<&Item> = file.items.iter().filter(|item| item.kind == "competency").collect();
    let places: HashMap<Uuid, usize> =
        file.items.iter().enumerate().map(|(place, item)| (item.identifier, place)).collect();
    let parents: HashMap<Uuid, Uuid> = file.links("isChildOf").map(|link| (link.origin, link.destination)).collect();

    let by_parent =
        |competency: &Item| parents.get(&competency.identifier).map(|parent| (*parent, 1)).into_iter().collect();
    let by_activity = |competency: &Item| {
        let tasks = file.links("mobilises").filter(|link| link.destination == competency.identifier);
        sums(tasks.filter_map(|task| Some((*parents.get(&task.origin)?, weight(task)))))
    };
    let by_unit = |competency: &Item| {
        let units = file.links("assessedIn").filter(|link| link.origin == competency.identifier);
        sums(units.filter(|unit| file.is_latest(unit.destination)).map(|unit| (unit.destination, weight(unit))))
    };
    let ways: [&dyn Fn(&Item) -> Choice; 3] = [&by_parent, &by_activity, &by_unit];
    let Some(headings) =
        ways.iter().find_map(|way| in_order(&competencies.iter().map(|c| way(c)).collect::<Vec<_>>(), &places))
    else {
        return HashMap::new();
    };
    let label =
        |id: Uuid| places.get(&id).and_then(|place| file.items.get(*place)).map(|item| capitalised(&item.label));
    competencies
        .iter()
        .zip(headings)
        .filter_map(|(competency, heading)| Some((competency.identifier, label(heading)?)))
        .collect()
}

/// The strongest choice of one heading for each competency such that headings never come back; none when there is no such choice.
/// Between equals, the later heading.
fn in_order(choices: &[Choice], places: &HashMap<Uuid, usize>) -> Option<Vec<Uuid>> {
    let mut headings: Vec<Uuid> = choices.iter().flat_map(|choice| choice.keys().copied()).collect();
    headings.sort_by_key(|heading| (places.get(heading), *heading));
    headings.dedup();
    // best[h]: weight and headings of the best choice so far whose last heading is `headings[h]`.
    let mut best: Vec<Option<(i32, Vec<Uuid>)>> = vec![Some((0, Vec::new())); headings.len()];
    for choice in choices {
        let mut reachable: Option<(i32, Vec<Uuid>)> = None;
        let mut next = Vec::with_capacity(headings.len());
        for (heading, before) in headings.iter().zip(best) {
            if let Some(before) = before
                && reachable.as_ref().is_none_or(|(weight, _)| before.0 >= *weight)
            {
                reachable = Some(before);
            }
            next.push(choice.get(heading).zip(reachable.as_ref()).map(|(weight, (sum, chosen))| {
                let mut chosen = chosen.clone();
                chosen.push(*heading);
                (sum + weight, chosen)
            }));
        }
        best = next;
    }
    best.into_iter()
        .flatten()
        .max_by_key(|(weight, _)| *weight)
        .map(|(_, chosen)| chosen)
        .filter(|chosen| !chosen.is_empty())
}

fn weight(link: &Association) -> i32 {
    link.strength.unwrap_or(1)
}

fn sums(ties: impl Iterator<Item = (Uuid, i32)>) -> Choice {
    let mut sums = Choice::new();
    for (heading, weight) in ties {
        *sums.entry(heading).or_default() += weight;
    }
    sums
}

fn capitalised(label: &str) -> String {
    let mut letters = label.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::{CARRIED, file};
    use super::*;

    /// The headings of a carried framework, each with the codes under it.
    fn headings(code: &str) -> Vec<(String, Vec<String>)> {
        let text = CARRIED.iter().find(|text| text.contains(&format!("\"code\": \"{code}\""))).unwrap();
        let file = file::read(text).unwrap();
        let headings = of(&file);
        let mut told: Vec<(String, Vec<String>)> = Vec::new();
        for item in file.items.iter().filter(|item| item.kind == "competency") {
            let Some(heading) = headings.get(&item.identifier) else { continue };
            match told.last_mut() {
                Some((last, codes)) if last == heading => codes.push(item.code.clone()),
                _ => told.push((heading.clone(), vec![item.code.clone()])),
            }
        }
        told
    }

    #[test]
    fn competencies_of_the_electrician_stand_under_the_activities() {
        let told: Vec<(String, usize)> =
            headings("bac-pro-melec").into_iter().map(|(heading, codes)| (heading, codes.len())).collect();
        let expected = [
            ("Préparation des opérations de réalisation, de mise en service, de maintenance", 3),
            ("Réalisation", 1),
            ("Mise en service", 2),
            ("Maintenance", 3),
            ("Communication", 4),
        ];
        assert_eq!(told, expected.map(|(heading, count)| (heading.to_owned(), count)));
    }

    #[test]
    fn competencies_of_the_seller_stand_under_their_blocks() {
        let told: Vec<usize> = headings("bac-pro-mcv").into_iter().map(|(_, codes)| codes.len()).collect();
        assert_eq!(told, [3, 4, 3, 3, 5]);
    }

    #[test]
    fn no_heading_is_better_than_one_that_comes_back() {
        assert_eq!(headings("bts-electrotechnique"), []);
    }
}
