//! How reads and choices depend on one another.

use super::{Validator, object::inside};
use crate::rules::source::RowSetId;

/// The most rounds of reads: those that depend on the event alone, and those that depend on them.
const MAX_ROUNDS: usize = 2;

/// The round in which a read is made, or after which a choice is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Round {
    Unknown,
    /// It is being computed: who meets it again is in a circle.
    Open,
    Known(usize),
    Circular,
}

/// The rounds of all reads and choices.
struct Rounds {
    reads: Vec<Round>,
    choices: Vec<Round>,
}

impl Validator<'_> {
    /// Checks what reads and choices use, and reports circles and chains of more than [`MAX_ROUNDS`] reads.
    pub(super) fn graph(&mut self) {
        for read in self.rows.reads.clone().iter().flatten() {
            self.check_key(read);
        }
        for choice in self.rows.choices.clone().iter().flatten() {
            self.check_preferences(choice);
        }
        let mut rounds = Rounds {
            reads: vec![Round::Unknown; self.rows.reads.len()],
            choices: vec![Round::Unknown; self.rows.choices.len()],
        };
        for id in self.ids() {
            let place = self.place_of(id);
            match self.round(id, &mut rounds) {
                Round::Circular => self.fault(&place, "depends on itself, or on a read or choice that does"),
                Round::Known(round) if round > MAX_ROUNDS => {
                    let message =
                        "depends on a read that depends on another read; two rounds of reads are the limit";
                    self.fault(&place, message);
                }
                _ => {}
            }
        }
    }

    /// Reports reads and choices that no rule needs.
    pub(super) fn unused(&mut self) {
        let mut used = self.rows.used.clone();
        let mut index = 0;
        while let Some(&id) = used.get(index) {
            for need in self.needs(id) {
                if !used.contains(&need) {
                    used.push(need);
                }
            }
            index += 1;
        }
        for id in self.ids() {
            let place = self.place_of(id);
            if !used.contains(&id) && self.rows.default_read.is_none_or(|read| id != RowSetId::Read(read)) {
                self.fault(&place, "no rule uses it");
            }
        }
        // It is the last read, so that no other index changes.
        if self.rows.default_read.is_some_and(|read| !used.contains(&RowSetId::Read(read))) {
            self.rows.reads.pop();
        }
    }

    fn ids(&self) -> Vec<RowSetId> {
        let reads = (0..self.rows.reads.len()).map(RowSetId::Read);
        reads.chain((0..self.rows.choices.len()).map(RowSetId::Choice)).collect()
    }

    fn place_of(&self, id: RowSetId) -> String {
        let (part, names, index) = match id {
            RowSetId::Read(index) => ("reads", &self.rows.read_names, index),
            RowSetId::Choice(index) => ("choose", &self.rows.choice_names, index),
        };
        inside(part, names.get(index).map_or("", String::as_str))
    }

    fn needs(&self, id: RowSetId) -> Vec<RowSetId> {
        match id {
            RowSetId::Read(index) => self
                .rows
                .reads
                .get(index)
                .and_then(Option::as_ref)
                .map(Self::needs_of_read)
                .unwrap_or_default(),
            RowSetId::Choice(index) => self
                .rows
                .choices
                .get(index)
                .and_then(Option::as_ref)
                .map(Self::needs_of_choice)
                .unwrap_or_default(),
        }
    }

    fn round(&self, id: RowSetId, rounds: &mut Rounds) -> Round {
        match rounds.get(id) {
            Round::Unknown => {}
            Round::Open => return Round::Circular,
            known => return known,
        }
        rounds.set(id, Round::Open);
        // A read is one round later than what its key uses; a choice follows in the same round.
        let own = usize::from(matches!(id, RowSetId::Read(_)));
        let mut round = Round::Known(own);
        for need in self.needs(id) {
            round = match (round, self.round(need, rounds)) {
                (Round::Known(round), Round::Known(other)) => Round::Known(round.max(other + own)),
                _ => Round::Circular,
            };
        }
        rounds.set(id, round);
        round
    }
}

impl Rounds {
    fn get(&self, id: RowSetId) -> Round {
        let round = match id {
            RowSetId::Read(index) => self.reads.get(index),
            RowSetId::Choice(index) => self.choices.get(index),
        };
        round.copied().unwrap_or(Round::Known(0))
    }

    fn set(&mut self, id: RowSetId, round: Round) {
        let slot = match id {
            RowSetId::Read(index) => self.reads.get_mut(index),
            RowSetId::Choice(index) => self.choices.get_mut(index),
        };
        if let Some(slot) = slot {
            *slot = round;
        }
    }
}
