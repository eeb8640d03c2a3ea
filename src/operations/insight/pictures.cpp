#include "operations/insight/pictures.h"

#include <cmath>
#include <optional>

#include <boost/json.hpp>

#include "report/escape.h"

namespace operations {

namespace {

using base::json::array;
using base::json::object;
using base::json::value;
using report::Figure;

constexpr double share_min = 0.01;  // a bin of a few rows lies anywhere

array numbers(const std::vector<double>& all) {
    array out;
    for (const double one : all) out.emplace_back(std::isfinite(one) ? value(one) : value(nullptr));
    return out;
}

/// The place where `apart` is largest; nothing where it is nowhere defined.
template <class Apart>
std::optional<std::size_t> furthest(std::size_t count, const Apart& apart) {
    std::optional<std::size_t> found;
    for (std::size_t i = 0; i < count; ++i) {
        if (apart(i) >= 0 && (!found || apart(i) > apart(*found))) found = i;
    }
    return found;
}

/// Rare categories that share a bar have moved together, which says nothing of any.
bool gathered(const std::string& label) { return label.starts_with('(') && label.ends_with(" others)"); }

object distributions(const Figure& figure) {
    array labels;
    for (const auto& label : figure.labels) labels.emplace_back(report::well_formed(label));
    const bool compares = !figure.reference.empty();
    const auto most = furthest(compares ? figure.labels.size() : 0, [&](std::size_t i) { return gathered(figure.labels[i]) ? -1.0 : std::abs(figure.current[i] - figure.reference[i]); });
    object picture{{"kind", "distributions"}, {"labels", std::move(labels)}, {"reference", compares ? value(numbers(figure.reference)) : value(nullptr)}, {"current", numbers(figure.current)}, {"largest", nullptr}};
    if (most) picture["largest"] = object{{"label", report::well_formed(figure.labels[*most])}, {"reference", figure.reference[*most]}, {"current", figure.current[*most]}};
    return picture;
}

object bin(const Figure& figure, std::size_t i) { return {{"score", figure.points[i].first}, {"rate", figure.points[i].second}, {"share", figure.sizes[i]}}; }

object reliability(const Figure& figure) {
    array points;
    for (std::size_t i = 0; i < figure.points.size(); ++i) points.emplace_back(bin(figure, i));
    const auto most = furthest(figure.points.size(), [&](std::size_t i) { return figure.sizes[i] < share_min ? -1.0 : std::abs(figure.points[i].first - figure.points[i].second); });
    return {{"kind", "reliability"}, {"points", std::move(points)}, {"largest", most ? value(bin(figure, *most)) : value(nullptr)}};
}

object roc(const Figure& figure) {
    array points;
    for (const auto& [x, y] : figure.points) points.emplace_back(object{{"false_positive_rate", x}, {"true_positive_rate", y}});
    return {{"kind", "roc"}, {"points", std::move(points)}};
}

}  // namespace

object picture_json(const Figure& figure) {
    object picture = figure.kind == Figure::Kind::distributions ? distributions(figure) : figure.kind == Figure::Kind::reliability ? reliability(figure) : roc(figure);
    picture["title"] = figure.title.empty() ? value(nullptr) : value(report::well_formed(figure.title));
    return picture;
}

}  // namespace operations
