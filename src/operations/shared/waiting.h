#pragma once

#include "base/json.h"
#include "operations/operation.h"
#include "operations/service/service.h"

/// What waits for somebody: what they may approve, alerts of their roles, reviews that they are asked for.
namespace operations {

/// The most urgent first. Each has kind, product, title, sentence, role, since and due (null where there is none), and what acting on it needs:
///
///   approval   gate, version, subject, by        a version before a gate, in a role that whoever asks holds and has not spoken in
///   weakening  digest, by, changes               a revision that weakens a promise, and somebody else wrote
///   alert      alert, promise, verdict, breach, money, next
///   review     promise, evidence, state          missing, refused, expired or expiring within review_notice_days
///   role       people                            for administrators: nobody holds a role that promises or gates name
base::Result<base::json::array> waiting_for(Service& service, const records::Actor& actor, base::Time now);

inline constexpr std::int64_t review_notice_days = 30;

}  // namespace operations
