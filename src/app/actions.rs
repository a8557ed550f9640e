//! Carries out the actions that keys and the mouse trigger in the list and in the parts of a
//! claim.

use crate::claim::Address;
use crate::key::{Mouse, MouseUse};
use crate::page::{Part, Target};
use crate::search::{named_chip, spelled};

use super::keymap::{Action, Context};
use super::layout::Focus;
use super::message::{Purpose, WantedClaim, Where};
use super::overlay::{Filters, Menu, Overlay};
use super::searching::{ChosenFilter, NO_WORDS};
use super::{App, Effect, Effects, HostCommand, copying, heights, popups};

impl App {
    /// Carries out an action of the main context.
    pub(super) fn act(&mut self, action: Action) -> Effects {
        match action {
            Action::Quit => return vec![Effect::Quit],
            Action::Search => {
                self.search.active = true;
                self.focus = Focus::List;
            }
            Action::Enter => return self.enter(),
            Action::NextPart => self.focus = focus_after(self.focus, 1),
            Action::PreviousPart => self.focus = focus_after(self.focus, FOCUSES.len() - 1),
            Action::Leave => {
                self.focus = Focus::List;
                self.zoomed = false;
            }
            Action::NextLink | Action::PreviousLink => {
                return self.step_link(action == Action::NextLink);
            }
            Action::PaneDown | Action::PaneUp => self.scroll_panes(action == Action::PaneDown),
            Action::Zoom => self.zoomed = !self.zoomed,
            Action::NextHit | Action::PreviousHit => {
                return self.step_hit(action == Action::NextHit);
            }
            Action::Back | Action::Forward => return self.travel(action == Action::Back),
            Action::Mouse => return self.toggle_mouse(),
            Action::Mark => return self.mark(),
            Action::MarkAll => return self.mark_all(),
            Action::UnmarkAll => return self.unmark_all(),
            Action::Export => return self.export(),
            Action::Open => return self.open(),
            Action::Edit => return self.edit(),
            Action::RemoveFilter | Action::ClearFilters | Action::Loose => {
                return self.refine(action);
            }
            Action::Records => {
                return if self.search.widen() { self.ask(None) } else { self.say(NO_WORDS) };
            }
            _ => {
                return match action.distance(self.page()) {
                    Some(by) => self.go(by),
                    None => self.show_overlay(action),
                };
            }
        }
        Effects::new()
    }

    /// Changes the filters or the loose matches, and searches again.
    fn refine(&mut self, action: Action) -> Effects {
        match action {
            Action::RemoveFilter => return self.remove_filter(),
            Action::ClearFilters => self.search.filters.clear(),
            _ => self.search.loose = !self.search.loose,
        }
        self.ask_again()
    }

    fn toggle_mouse(&mut self) -> Effects {
        self.mouse = !self.mouse;
        let words = if self.mouse {
            "mouse on: the terminal does not select text"
        } else {
            "mouse off: the terminal selects text"
        };
        self.message = Some(words.to_owned());
        vec![Effect::Run(HostCommand::Mouse(self.mouse))]
    }

    fn show_overlay(&mut self, action: Action) -> Effects {
        let overlay = match action {
            Action::Help => Overlay::Popup(popups::help(&self.keymap)),
            Action::About => Overlay::Popup(popups::about(&self.about)),
            Action::Problems => Overlay::Popup(popups::problems(&self.about)),
            Action::Copy => Overlay::Menu(self.copy_menu()),
            Action::Sort => Overlay::Menu(Menu::sort(self.search.sort)),
            Action::Filter => {
                self.overlays.push(Overlay::Filters(Filters::default()));
                return vec![Effect::Facets];
            }
            _ => return Effects::new(),
        };
        self.lay_over(overlay)
    }

    /// Returns how far a page goes in the focused region. A page down leaves the last line of the
    /// previous page on the screen.
    fn page(&self) -> isize {
        let layout = self.layout();
        let page = match self.focus {
            Focus::List => layout.claims(),
            Focus::Part(part) => heights(&layout)[part as usize],
        };
        isize::try_from(page.saturating_sub(1).max(1)).unwrap_or(1)
    }

    /// Moves the selection in the list, or scrolls the focused part.
    fn go(&mut self, by: isize) -> Effects {
        match self.focus {
            Focus::Part(part) if !self.search.active => {
                self.claim_pane.scroll(part, by);
                Effects::new()
            }
            _ => {
                self.move_in_list(by);
                // If the window lacks the row, the claim is requested when the window arrives.
                self.load_selected()
            }
        }
    }

    /// Moves the selection, in the current list and in the result of a search that is running.
    pub(super) fn move_in_list(&mut self, by: isize) {
        self.list.move_by(by);
        if let Some(awaited) = &mut self.awaited {
            awaited.moves = awaited.moves.saturating_add(by);
        }
    }

    /// Opens or picks the selected claim, or follows the chosen link of the focused part.
    pub(super) fn enter(&mut self) -> Effects {
        if let (Some(awaited), Focus::List) = (&mut self.awaited, self.focus) {
            awaited.entered = true;
            return Effects::new();
        }
        match (self.focus, self.purpose) {
            (Focus::List, Purpose::Pick) => {
                let chosen = self.list.selected_row().map(|row| row.address.clone());
                match chosen {
                    Some(address) => vec![Effect::Choose(address)],
                    None => self.say("nothing to choose here"),
                }
            }
            (Focus::List, Purpose::Explore) => {
                if let Some(row) = self.list.selected_row() {
                    self.visited.add(&row.address);
                    self.focus = Focus::Part(Part::Claim);
                }
                Effects::new()
            }
            (Focus::Part(part), _) => {
                let chosen = self.claim_pane.pane(part).chosen().map(|(_, target)| target.clone());
                if let Some(target) = chosen {
                    return self.follow(target);
                }
                let next = self.keymap.hint(Context::Main, Action::NextLink);
                self.say(&format!("choose a link with {next} first"))
            }
        }
    }

    fn follow(&mut self, target: Target) -> Effects {
        match target {
            Target::Claim(address) => {
                if let Some(here) = self.claim_pane.address() {
                    self.visited.add(here);
                }
                self.visited.add(&address);
                self.go_to(address)
            }
            Target::Party(id) => {
                self.focus = Focus::List;
                let dossier = self.claim_pane.dossier();
                let name = dossier.map_or(id.as_str(), |dossier| dossier.party(&id).name());
                let chip = named_chip("party", name);
                let here = self.claim_pane.address().and_then(|address| address.dataset.as_ref());
                // Ids are scoped by dataset: the same id in another dataset is another party.
                let id = match here {
                    Some(dataset) if self.about.datasets.len() > 1 => format!("{dataset}/{id}"),
                    _ => id,
                };
                self.toggle_filter(ChosenFilter { query: spelled("party", &id), chip })
            }
            Target::Web(url) => self.open_url(url),
        }
    }

    /// Opens a claim that the list may not contain.
    fn go_to(&mut self, address: Address) -> Effects {
        self.followed = Some(address.clone());
        let mut effects = self.ask(Some(address.clone()));
        effects.push(Effect::Load(WantedClaim { address, origin: None }));
        effects
    }

    fn travel(&mut self, back: bool) -> Effects {
        let to = if back { self.visited.back() } else { self.visited.forward() };
        match to {
            Some(address) => self.go_to(address),
            None if back => self.say("there is no earlier claim to go back to"),
            None => self.say("there is no later claim to go forward to"),
        }
    }

    fn step_link(&mut self, forward: bool) -> Effects {
        let Focus::Part(part) = self.focus else { return Effects::new() };
        let height = heights(&self.layout())[part as usize];
        if self.claim_pane.step_link(part, forward, height) {
            return Effects::new();
        }
        self.say("there are no links here")
    }

    /// Scrolls the first part that has more to show, in reading order; upwards in reverse
    /// order.
    fn scroll_panes(&mut self, down: bool) {
        let heights = heights(&self.layout());
        let more = |part: &Part| {
            let pane = self.claim_pane.pane(*part);
            let height = heights[*part as usize];
            if down { height > 0 && pane.scroll + height < pane.len() } else { pane.scroll > 0 }
        };
        let part = if down {
            Part::ALL.into_iter().find(more)
        } else {
            Part::ALL.into_iter().rev().find(more)
        };
        if let Some(part) = part {
            self.claim_pane.scroll(part, if down { 1 } else { -1 });
        }
    }

    fn step_hit(&mut self, forward: bool) -> Effects {
        let Some(part) = self.claim_pane.step_hit(forward) else {
            return self.say("the search words do not appear in this claim as typed");
        };
        if matches!(self.focus, Focus::Part(_)) || self.layout().part(part).is_none() {
            self.focus = Focus::Part(part);
        }
        self.lay();
        let height = heights(&self.layout())[part as usize];
        if let Some(spot) = self.claim_pane.current_hit() {
            self.claim_pane.reveal(&spot, height);
        }
        if let (Some(at), all) = self.claim_pane.hit_count() {
            self.message = Some(format!("match {at} of {all}, in {}", part.heading()));
        }
        Effects::new()
    }

    /// Opens the chosen web link, or the first web address on the claim's page.
    fn open(&mut self) -> Effects {
        let chosen = match self.focus {
            Focus::Part(part) => {
                self.claim_pane.pane(part).chosen().map(|(_, target)| target.clone())
            }
            Focus::List => None,
        };
        let url = match chosen {
            Some(Target::Web(url)) => Some(url),
            _ => self.claim_pane.page().and_then(copying::first_url),
        };
        match url {
            Some(url) => self.open_url(url),
            None => self.say("no source of this claim has a web address"),
        }
    }

    fn open_url(&mut self, url: String) -> Effects {
        match self.place {
            Where::Here => vec![Effect::Run(HostCommand::Open(url))],
            Where::Elsewhere => {
                self.overlays.push(Overlay::Popup(popups::copied(&url, None)));
                vec![Effect::Run(HostCommand::Copy(url))]
            }
        }
    }

    fn edit(&mut self) -> Effects {
        let Some(dossier) = self.claim_pane.dossier() else { return self.say("no claim is open") };
        match (&dossier.origin.path, self.place) {
            (Some(path), Where::Here) => {
                vec![Effect::Run(HostCommand::Edit {
                    path: path.clone(),
                    line: dossier.origin.line,
                })]
            }
            _ => self.say("only a plain local file can be edited"),
        }
    }

    pub(super) fn use_mouse(&mut self, mouse: Mouse) -> Effects {
        let layout = self.layout();
        let part = Part::ALL.into_iter().find(|part| {
            let area = layout.part(*part);
            area.is_some_and(|area| area.body.contains(mouse.x, mouse.y))
        });
        let list = layout.list.filter(|list| list.contains(mouse.x, mouse.y));
        match (mouse.what, list, part) {
            _ if !self.overlays.is_empty() => Effects::new(),
            (MouseUse::Press, Some(list), _) => {
                let row = usize::from((mouse.y - list.y) / layout.rows_per_claim);
                self.focus = Focus::List;
                let rank = self.list.offset() + row;
                if rank < self.list.counts.listed {
                    self.list.select(rank);
                }
                self.load_selected()
            }
            (MouseUse::Press, None, Some(part)) => {
                self.focus = Focus::Part(part);
                Effects::new()
            }
            (MouseUse::WheelDown | MouseUse::WheelUp, Some(_), _) => {
                self.move_in_list(if mouse.what == MouseUse::WheelDown { 3 } else { -3 });
                self.load_selected()
            }
            (MouseUse::WheelDown, None, Some(part)) => {
                self.claim_pane.scroll(part, 3);
                Effects::new()
            }
            (MouseUse::WheelUp, None, Some(part)) => {
                self.claim_pane.scroll(part, -3);
                Effects::new()
            }
            (_, None, None) => Effects::new(),
        }
    }
}

/// The regions in the order in which Tab goes through them.
const FOCUSES: [Focus; 4] = [
    Focus::List,
    Focus::Part(Part::Claim),
    Focus::Part(Part::Evidence),
    Focus::Part(Part::Denials),
];

/// Returns the region that is `steps` places after another, round and round.
fn focus_after(focus: Focus, steps: usize) -> Focus {
    let places = FOCUSES.iter().cycle().skip_while(|place| **place != focus);
    places.copied().nth(steps).unwrap_or(focus)
}
