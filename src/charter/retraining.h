#pragma once

#include <optional>
#include <string>
#include <vector>

#include "charter/charter.h"

namespace charter {

/// A promise that starts a retraining when it is broken in so many matured windows in a row.
struct RetrainWhenBroken {
    std::string promise;
    int windows = 1;
};

/// The same of drift; `above`: a limit of its own for the interval's lower end.
struct RetrainWhenDrifted {
    std::string promise;
    std::optional<double> above;
    int windows = 1;
};

/// When decay has cost more than a retraining costs; see plan/payoff.h.
struct RetrainWhenItPays {
    std::string promise;
    double worth = 1;      ///< money for each decision, of a rise of the metric by one
    double recovers = 1;   ///< share of the loss that a training brings back, where no earlier training shows it
    base::Duration horizon{.micros = 30 * base::micros_per_day, .months = 0};
};

struct RetrainingCost {
    double money = 0, labels = 0, per_label = 0, review_hours = 0, per_hour = 0;
    double total() const { return money + labels * per_label + review_hours * per_hour; }
};

/// What keeps retrainings from starting in a loop or a storm.
struct RetrainingGuards {
    base::Duration pause{.micros = base::micros_per_day, .months = 0};  ///< shortest time between two starts
    int at_most = 4;                                                     ///< starts in each `per`
    base::Duration per{.micros = 30 * base::micros_per_day, .months = 0};
    int failures = 3;                                                    ///< in a row, until a person must start the next one
    base::Duration deadline{.micros = std::int64_t{6} * 3600 * base::micros_per_second, .months = 0};
};

/// How a new version goes on by itself.
struct RetrainingThen {
    std::string gate{};      ///< whose approvals are asked for; empty: nobody is asked
    std::string rollout{};   ///< that starts as soon as the gate opens; empty: a person starts it

    bool nothing() const { return gate.empty() && rollout.empty(); }
};

/// The document's `retraining:`.
struct Retraining {
    std::string registered_model{};
    std::vector<std::string> command{};  ///< the program and its arguments; empty: none
    std::string webhook{};               ///< an address or `secret:NAME`; empty: none
    std::optional<base::Duration> schedule{};
    std::vector<RetrainWhenBroken> broken{};
    std::vector<RetrainWhenDrifted> drift{};
    std::optional<RetrainWhenItPays> pays{};
    RetrainingCost cost{};
    RetrainingGuards guards{};
    RetrainingThen then{};

    /// Nothing can be started: the section only says when it would be time.
    bool only_says() const { return command.empty() && webhook.empty(); }
};

/// Read from the canonical form, which the parser has checked; nothing: the document has no such section.
std::optional<Retraining> retraining_of(const Charter& charter);

}  // namespace charter
