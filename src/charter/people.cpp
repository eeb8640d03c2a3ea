#include "charter/building.h"

/// Who the document speaks of: product, roles, objectives.
namespace charter {

namespace {

std::vector<std::string> role_ids(const Charter& charter) {
    std::vector<std::string> ids;
    for (const Role& role : charter.roles) ids.push_back(role.id);
    return ids;
}

void build_roles(Building& building) {
    const Node* roles = building.root.find("roles");
    if (roles == nullptr || !roles->is_map()) return;
    for (const Node& item : roles->items) {
        if (!is_id(item.key)) building.faults.add(item.key_place, "not a name for a role: " + item.key.substr(0, 60), "use a-z, 0-9, - and _; the title may be any text");
        Role role{.id = item.key, .title = text_of(item.find("title")), .approves = {}};
        if (const Node* approves = item.find("approves")) role.approves = names_of(*approves);
        building.charter.roles.push_back(std::move(role));
    }
}

void build_objectives(Building& building) {
    const Node* objectives = building.root.find("objectives");
    if (objectives == nullptr || !objectives->is_list()) return;
    std::set<std::string> ids;
    for (const Node& item : objectives->items) {
        Objective objective{.id = text_of(item.find("id")), .statement = text_of(item.find("statement")), .owner = text_of(item.find("owner"))};
        if (!objective.id.empty() && !ids.insert(objective.id).second) {
            building.faults.add(item.find("id")->place, "this id is taken: " + objective.id, "give each objective an id of its own");
        }
        expect_role(building, item.find("owner"));
        building.charter.objectives.push_back(std::move(objective));
    }
}

}  // namespace

void build_people(Building& building) {
    building.charter.product = text_of(building.root.find("product"));
    building.charter.vision = text_of(building.root.find("vision"));
    building.charter.currency = text_of(building.root.find("currency"));
    if (const auto zone = base::Zone::find(text_of(building.root.find("timezone")))) building.charter.zone = *zone;
    build_roles(building);
    build_objectives(building);
}

void expect_role(Building& building, const Node* role) {
    const std::string id = text_of(role);
    if (id.empty() || building.charter.role(id) != nullptr) return;
    const auto ids = role_ids(building.charter);
    const std::string declared = ids.empty() ? "declare it, roles: {" + id.substr(0, 60) + ": {title: ...}}" : did_you_mean(id, ids) + "the roles declared are " + listed(ids);
    building.faults.add(role->place, "no such role: " + id.substr(0, 60), declared);
}

}  // namespace charter
