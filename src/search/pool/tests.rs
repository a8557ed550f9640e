//! Tests of the pool's guarantees, by counting steps.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use super::*;

const PATIENCE: Duration = Duration::from_secs(20);

type Do = Box<dyn Fn(usize) -> PoolProgress + Send + Sync>;

/// A job whose steps do what a function of the step's number says.
struct Told {
    steps: AtomicUsize,
    does: Do,
    broken: Mutex<Sender<()>>,
}

impl Job for Told {
    fn step(&self) -> PoolProgress {
        (self.does)(self.steps.fetch_add(1, Ordering::SeqCst))
    }

    fn broke_down(&self) {
        self.broken.lock().unwrap().send(()).unwrap();
    }
}

fn told(does: impl Fn(usize) -> PoolProgress + Send + Sync + 'static) -> (Arc<Told>, Receiver<()>) {
    let (broken, told) = channel();
    let job = Told { steps: AtomicUsize::new(0), does: Box::new(does), broken: Mutex::new(broken) };
    (Arc::new(job), told)
}

impl Told {
    fn steps(&self) -> usize {
        self.steps.load(Ordering::SeqCst)
    }
}

/// A first step that blocks until it is released.
struct Held {
    begun: Mutex<Sender<()>>,
    wait: Mutex<Receiver<()>>,
}

impl Held {
    fn stay(&self) {
        self.begun.lock().unwrap().send(()).unwrap();
        self.wait.lock().unwrap().recv().unwrap();
    }
}

/// Creates such a step, with a receiver for its start and a sender that releases it.
fn held() -> (Held, Receiver<()>, Sender<()>) {
    let (begun, begins) = channel();
    let (go, wait) = channel();
    (Held { begun: Mutex::new(begun), wait: Mutex::new(wait) }, begins, go)
}

/// A job that runs until the tenth step of the other job, and then reports its own steps.
#[test]
fn everybody_gets_a_step_in_turn() {
    let pool = Pool::new(1).unwrap();
    let (first_step, begins, go) = held();
    // The long job begins first, and its first step blocks until the short one has started.
    let (dear, _) = told(move |step| {
        if step == 0 {
            first_step.stay();
        }
        PoolProgress::More
    });
    let held = pool.run(Arc::clone(&dear) as Arc<dyn Job>, None);
    begins.recv_timeout(PATIENCE).unwrap();
    let (done, ends) = channel();
    let done = Mutex::new(done);
    let others = Arc::clone(&dear);
    let (cheap, _) = told(move |step| {
        if step < 9 {
            return PoolProgress::More;
        }
        done.lock().unwrap().send(others.steps()).unwrap();
        PoolProgress::Over
    });
    let cheap = pool.run(cheap, None);
    go.send(()).unwrap();
    let meanwhile = ends.recv_timeout(PATIENCE).unwrap();
    assert!((9..=11).contains(&meanwhile), "{meanwhile} steps of the dear one for ten");
    assert!(is_running(&held));
    drop((cheap, held));
}

#[test]
fn a_job_that_is_let_go_does_no_further_step() {
    let pool = Pool::new(2).unwrap();
    let (first_step, begins, go) = held();
    let (job, _) = told(move |step| {
        if step > 0 {
            return PoolProgress::Wait;
        }
        first_step.stay();
        PoolProgress::More
    });
    let ticket = pool.run(Arc::clone(&job) as Arc<dyn Job>, None);
    begins.recv_timeout(PATIENCE).unwrap();
    drop(ticket);
    let before = job.steps();
    assert!(before <= 2, "one works, the other found it has to wait");
    go.send(()).unwrap();
    // Another job then runs on both threads.
    let (done, ends) = channel();
    let done = Mutex::new(done);
    let (next, _) = told(move |step| {
        let over = step >= 9;
        if step == 9 {
            done.lock().unwrap().send(()).unwrap();
        }
        if over { PoolProgress::Over } else { PoolProgress::More }
    });
    let next = pool.run(next, None);
    ends.recv_timeout(PATIENCE).unwrap();
    assert!(job.steps() <= before + 1);
    drop(next);
}

/// A user who keeps replacing a job gets no more turns than a user who waits for one.
#[test]
fn a_job_in_the_place_of_another_has_its_turn() {
    let pool = Pool::new(1).unwrap();
    let (first_step, begins, go) = held();
    let (first, _) = told(move |_| {
        first_step.stay();
        PoolProgress::More
    });
    let held = pool.run(first, None);
    begins.recv_timeout(PATIENCE).unwrap();
    // The only thread is busy. Meanwhile one job waits, and the first is replaced.
    let (order, orders) = channel();
    let tell = |name: &'static str| {
        let order = Mutex::new(order.clone());
        told(move |_| {
            order.lock().unwrap().send(name).unwrap();
            PoolProgress::Over
        })
        .0
    };
    let patient = pool.run(tell("patient"), None);
    let eager = pool.run(tell("eager"), Some(held));
    let eager = pool.run(tell("more eager"), Some(eager));
    go.send(()).unwrap();
    let told = [(); 2].map(|()| orders.recv_timeout(PATIENCE).unwrap());
    assert_eq!(told, ["patient", "more eager"]);
    drop((patient, eager));
}

#[test]
fn a_panic_is_told_to_its_own_job_only() {
    let pool = Pool::new(2).unwrap();
    let (broken, told_broken) =
        told(|step| if step == 3 { panic!("planted") } else { PoolProgress::More });
    let (done, ends) = channel();
    let done = Mutex::new(done);
    let (sound, told_sound) = told(move |step| {
        if step == 99 {
            done.lock().unwrap().send(()).unwrap();
        }
        if step < 99 { PoolProgress::More } else { PoolProgress::Over }
    });
    let tickets = (pool.run(broken, None), pool.run(sound, None));
    told_broken.recv_timeout(PATIENCE).unwrap();
    ends.recv_timeout(PATIENCE).unwrap();
    assert!(told_broken.try_recv().is_err(), "it is told once");
    assert!(told_sound.try_recv().is_err());
    assert!(!is_running(&tickets.0));
}

#[test]
fn who_waits_goes_on_when_the_others_step_is_over() {
    let pool = Pool::new(2).unwrap();
    let (waited, waits) = channel();
    let (done, ends) = channel();
    let (waited, waits, done) = (Mutex::new(waited), Mutex::new(waits), Mutex::new(done));
    // The first step blocks until the second has returned `Wait`.
    let (job, _) = told(move |step| match step {
        0 => {
            waits.lock().unwrap().recv().unwrap();
            PoolProgress::More
        }
        1 => {
            waited.lock().unwrap().send(()).unwrap();
            PoolProgress::Wait
        }
        2 => PoolProgress::More,
        step => {
            if step == 3 {
                done.lock().unwrap().send(()).unwrap();
            }
            PoolProgress::Over
        }
    });
    let ticket = pool.run(job, None);
    ends.recv_timeout(PATIENCE).unwrap();
    drop(ticket);
}

#[test]
fn there_is_one_pool_a_process() {
    let pool = Pool::shared().unwrap();
    assert!(pool.threads >= 1);
    assert!(std::ptr::eq(pool, Pool::shared().unwrap()));
}

/// Returns whether a job is waiting or running.
fn is_running(ticket: &Ticket) -> bool {
    locked(&ticket.shared.queue).entry(ticket.number).is_some()
}
