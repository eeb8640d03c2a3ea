#include <algorithm>
#include <tuple>

#include "charter/building.h"
#include "charter/check.h"
#include "charter/normal.h"

namespace charter {

Parsed parse(std::string_view text, const Vocabulary& metrics) {
    Tree tree = read_yaml(text);
    Faults faults;
    for (FaultAt& fault : tree.faults) faults.add(fault.place, std::move(fault.what), std::move(fault.next));
    if (!tree.root) return {{}, faults.take()};

    Charter charter;
    check(*tree.root, document(), metrics, faults, charter.notes);
    Building building{.root = *tree.root, .metrics = metrics, .faults = faults, .charter = charter};
    build_people(building);
    build_task(building);
    build_worth(building);
    build_promises(building);
    build_contract(building);
    build_populations(building);
    build_contacts(building);
    build_retraining(building);
    build_gates(building);
    build_rollouts(building);
    build_intake(building);
    build_feedback(building);
    if (!faults.none()) return {{}, faults.take()};

    std::stable_sort(charter.notes.begin(), charter.notes.end(), [](const Note& a, const Note& b) {
        return std::tie(a.place.line, a.place.column) < std::tie(b.place.line, b.place.column);
    });
    charter.canonical = base::canonical(normal(*tree.root, charter.zone));
    charter.digest = base::digest_of(charter.canonical);
    return {std::move(charter), {}};
}

}  // namespace charter
