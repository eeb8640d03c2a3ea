#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "charter/charter.h"

/// YAML as the document uses it: a small tree in which every value knows its place in the file. The YAML library ends
/// behind `read_yaml`.
///
/// Limits: what a charter has no use for is refused, because it makes small files enormous or texts ambiguous: anchors and
/// aliases, tags, merge keys, several documents in a file, keys that are not plain words, keys written twice.
namespace charter {

struct Node {
    enum class Kind { nothing, scalar, sequence, map };
    Kind kind = Kind::nothing;
    std::string text;        ///< of a scalar
    bool quoted = false;     ///< in quotes or a block: text, whatever it looks like
    bool verbatim = false;   ///< the text stands in the file letter by letter, so that places inside it can be pointed at
    Place place;
    std::string key;         ///< of a map's item
    Place key_place;
    std::vector<Node> items; ///< of a sequence or a map

    bool is_map() const { return kind == Kind::map; }
    bool is_list() const { return kind == Kind::sequence; }
    bool is_scalar() const { return kind == Kind::scalar; }
    /// The item of a map with this key, or null.
    const Node* find(std::string_view name) const;
    /// Where the item's key stands; the node's own place when there is no such item.
    Place place_of(std::string_view name) const;
};

struct Tree {
    std::optional<Node> root;     ///< nothing when the text could not be read to its end
    std::vector<FaultAt> faults;
};

/// Well-formed UTF-8 (RFC 3629).
bool is_utf8(std::string_view text);

/// Never throws; ends in time linear in the text, which may hold at most limits::charter_bytes_max bytes.
Tree read_yaml(std::string_view text);

}  // namespace charter
