#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rollout/difference.h"

/// What happens next with a release: a pure function of the plan, where the release stands, what has been seen, and the time.
/// Whoever recorded the four can make every decision again.
///
///   State state{.step_since = now};
///   const Decision decision = decide(plan, state, seen, now);     // whenever something came, and once in a while
///   state = after(plan, state, decision, now);                     // record both; then move the assignment
///   Assignment({.product = id, .salt = salt, .candidate = candidate_share(plan, state), .holdout = holdout_of(plan)});
///
/// **One error budget.** Of 1 - level, the k-th candidate in a row that was not released gets 1 / (k (k + 1)), which adds up
/// to one over any number of them. Half of it is for saying that something has failed: a tenth of that for sizes of the arms,
/// the rest for the metrics by their weights, because any of them can say so. The other half is for saying that it has
/// passed: each goal and guardrail has it whole, because all of them must (Berger 1982). Looks and steps cost nothing more:
/// what is said rests on everything since the start, by tests that hold at every look.
///
/// **A guardrail** is kept when the loss is surely smaller than its margin, broken when it is surely larger. **A goal** is
/// reached when the gain is surely larger than its margin, missed when it is surely smaller. **A signal** decides nothing.
///
/// Before any verdict: the clock has not run backwards; something has come lately; the control has traffic; the arms have the
/// sizes that they should have. A failure is acted on at once, also while a person holds the release; everything else waits
/// for the shortest stay and the number of units that the step asks for. A step that shares out more than a half where no holdout is kept has
/// nobody to compare with: it counts nobody, and after its shortest stay it is decided by what the steps before it have shown.
namespace rollout {

enum class Phase { running, held, finished, rolled_back };
enum class Verdict { pass, fail, inconclusive, no_data };
enum class Move { stay, next_step, pause, roll_back, finished };
std::string_view name(Phase phase);
std::string_view name(Verdict verdict);
std::string_view name(Move move);

struct State {
    std::size_t step = 0;        ///< of the plan
    base::Time step_since;
    int attempt = 1;             ///< candidates in a row under this plan, this one included, since one was released
    Phase phase = Phase::running;
    std::string why;             ///< it is held or was rolled back
};

/// What is known of one metric. Differences are candidate less control, or that over the control's value.
struct MetricEvidence {
    std::string id;
    charter::RolloutMetric::Role role = charter::RolloutMetric::Role::guardrail;
    Verdict verdict = Verdict::no_data;  ///< of a signal: whether it is surely better (pass) or worse (fail) at all
    std::optional<double> candidate, control, difference;
    std::optional<double> low, high;  ///< each wrong with at most the tail for failures; nothing: no limit yet
    double units = 0, unknown = 0, left_out = 0;
    metrics::Reason reason = metrics::Reason::none;  ///< why there is no limit
    std::optional<double> more;       ///< so many more units in both arms together decide as likely as not, if the difference stays
};

struct Decision {
    Move move = Move::stay;
    Verdict verdict = Verdict::no_data;
    std::string reason;               ///< a sentence for people
    std::size_t step = 0;             ///< in which it was made
    Counts in_step;                   ///< units met in it
    double mismatch_evidence = 0;     ///< logarithm; see sample_ratio.h
    std::vector<MetricEvidence> metrics;
    std::optional<double> more;       ///< the most of what the undecided goals and guardrails need; nothing: hopeless, or nothing is undecided
    std::optional<bool> reachable;    ///< within the longest stay, at this step's traffic
};

Decision decide(const charter::RolloutPlan& plan, const State& state, const Summary& seen, base::Time now);
/// Where the release stands once that has been done.
State after(const charter::RolloutPlan& plan, const State& state, const Decision& decision, base::Time now);

/// What a person may do; who and why is for the record. `why` is a sentence.
State held(State state, std::string why);
State resumed(State state, base::Time now);        ///< the step's stay begins anew
/// Moves it on in spite of what is undecided: to the next step, behind the last one it is finished.
State moved_on(const charter::RolloutPlan& plan, State state, base::Time now);
State rolled_back(State state, std::string why);

/// What the assignment needs: nobody in a shadow step, when rolled back; everyone when finished.
Parts candidate_share(const charter::RolloutPlan& plan, const State& state);
Parts holdout_of(const charter::RolloutPlan& plan);

/// For the ledger and for clients.
base::json::value json_of(const Decision& decision);

}  // namespace rollout
