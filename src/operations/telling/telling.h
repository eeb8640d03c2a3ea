#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "charter/charter.h"
#include "records/ledger/ledger.h"
#include "records/registry/registry.h"
#include "report/alert.h"
#include "report/scorecard.h"

/// From what was found to messages that wait to be sent: the policy of report/alert.h, with what it must remember in the registry
/// and what it decided in the ledger. Any number of threads.
namespace operations {

class Telling {
public:
    /// `wake`: called when something was put into the outbox.
    Telling(records::Registry& registry, records::Ledger& ledger, std::function<void()> wake) : registry_(registry), ledger_(ledger), wake_(std::move(wake)) {}

    /// A detector's alarm about a promise.
    struct Alarm {
        std::string promise, sentence;
    };
    /// Everything that is found of a product at this moment, whether it has changed or not. When to come back although nothing is
    /// found: some of it waits to be told together.
    base::Result<std::optional<base::Time>> found(const charter::Charter& document, const report::Scorecard& card, const std::vector<Alarm>& alarms, base::Time now);

    struct Answer {
        std::string id;                        ///< of the alert
        std::optional<base::Time> snoozed_until;  ///< none: it is acknowledged
        std::string by, by_name, reason;       ///< an actor's id and name
    };
    /// Faults: `missing` where no such alert is open.
    base::Result<report::Alert> answer(const charter::Charter& document, const Answer& answer, base::Time now);

    /// A message that says that it is a trial, to every address of a role. Faults: `missing` where the charter has none.
    base::Result<base::Done> try_out(const charter::Charter& document, const std::string& role, base::Time now);

    /// A message to a role that something waits for it: about a version before a gate, say. To nobody where the charter has no contacts of it.
    base::Result<base::Done> ask(const charter::Charter& document, const std::string& role, const std::string& about, const std::string& sentence, const std::string& next, base::Time now);

    /// Posts the ledger's newest checkpoint to where an administrator has said, if anywhere; one that still waits is replaced.
    base::Result<base::Done> send_checkpoint(const std::string& note, base::Time now);

private:
    base::Result<base::Done> keep(const std::string& product, const report::Book& book, const std::vector<report::Told>& happened);
    base::Result<base::Done> send(const charter::Charter& document, const report::Notice& notice, base::Time now);
    base::Result<base::Done> remember(const charter::Charter& document, const std::vector<report::Told>& happened, base::Time now);

    records::Registry& registry_;
    records::Ledger& ledger_;
    std::function<void()> wake_;
};

}  // namespace operations
