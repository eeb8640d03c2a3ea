#include <boost/json.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include "base/json.h"
#include "models/model.h"

/// A model as one JSON document and back.
namespace models {

namespace {

using base::Error;
using base::Fault;
using base::json::array;
using base::json::object;
using base::json::value;

constexpr std::int64_t format_version = 1;

/// Numbers are texts here: many readers of JSON, Boost's among them, miss the last digit now and then, and a model that was
/// saved and loaded must score the same to the bit.
std::string exact(double number) { return base::format_number(number); }

std::optional<double> number_from(const value& json) {
    if (!json.is_string()) return std::nullopt;
    const auto& text = json.get_string();
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(number)) return std::nullopt;
    return number;
}

object as_json(const Feature& feature) {
    object out;
    out["name"] = feature.name;
    out["type"] = feature.categorical ? "category" : "number";
    if (feature.categorical) {
        out["categories"] = array(feature.categories.begin(), feature.categories.end());
    } else {
        out["mean"] = exact(feature.mean);
        out["scale"] = exact(feature.scale);
    }
    out["missing_seen"] = feature.missing_seen;
    return out;
}

/// Reads members by name and remembers the first that is not what it should be, so that each need not be asked about.
class Reader {
public:
    explicit Reader(const object& from) : from_(from) {}

    std::string text(const char* name) {
        const value* one = find(name, [](const value& v) { return v.is_string(); });
        return one == nullptr ? std::string() : std::string(one->get_string().c_str(), one->get_string().size());
    }
    double number(const char* name) {
        const value* one = find(name, [](const value& v) { return number_from(v).has_value(); });
        return one == nullptr ? 0 : *number_from(*one);
    }
    std::int64_t count(const char* name) {
        const value* one = find(name, [](const value& v) { return v.is_int64() && v.get_int64() >= 0; });
        return one == nullptr ? 0 : one->get_int64();
    }
    bool flag(const char* name) {
        const value* one = find(name, [](const value& v) { return v.is_bool(); });
        return one != nullptr && one->get_bool();
    }
    const array& list(const char* name) {
        static const array none;
        const value* one = find(name, [](const value& v) { return v.is_array(); });
        return one == nullptr ? none : one->get_array();
    }
    const object& part(const char* name) {
        static const object none;
        const value* one = find(name, [](const value& v) { return v.is_object(); });
        return one == nullptr ? none : one->get_object();
    }
    const std::string& wrong() const { return wrong_; }

private:
    template <class Check>
    const value* find(const char* name, Check check) {
        const value* one = from_.if_contains(name);
        if (one != nullptr && check(*one)) return one;
        if (wrong_.empty()) wrong_ = name;
        return nullptr;
    }

    const object& from_;
    std::string wrong_;
};

Error broken(const std::string& part) { return {Fault::input, "the model file is damaged, at: " + part, "fit the model again"}; }

base::Result<Feature> feature_from(const value& json) {
    if (!json.is_object()) return broken("features");
    Reader reader(json.get_object());
    Feature feature{.name = reader.text("name"), .categorical = reader.text("type") == "category", .missing_seen = reader.flag("missing_seen")};
    if (feature.categorical) {
        for (const value& one : reader.list("categories")) {
            if (!one.is_string()) return broken("categories");
            feature.categories.emplace_back(one.get_string().c_str(), one.get_string().size());
        }
    } else {
        feature.mean = reader.number("mean");
        feature.scale = reader.number("scale");
        if (!(feature.scale > 0)) return broken("scale");
    }
    if (!reader.wrong().empty()) return broken(reader.wrong());
    return feature;
}

base::Result<Logistic> logistic_from(const object& json, const std::vector<Feature>& features) {
    Reader reader(json);
    Logistic model;
    model.intercept = reader.number("intercept");
    for (const value& one : reader.list("coefficients")) {
        const auto number = number_from(one);
        if (!number) return broken("coefficients");
        model.coefficients.push_back(*number);
    }
    if (!reader.wrong().empty()) return broken(reader.wrong());
    if (model.coefficients.size() != coefficients_needed(features)) return broken("coefficients");
    return model;
}

object as_json(const Tree& tree) {
    array nodes;
    for (const Tree::Node& node : tree.nodes) {
        object one;
        one["rows"] = node.rows;
        one["mean"] = exact(node.mean);
        one["value"] = exact(node.value);
        if (node.feature >= 0) {
            one["feature"] = node.feature;
            one["cut"] = exact(node.cut);
            one["level"] = node.level;
            one["missing_first"] = node.missing_first;
            one["first"] = node.first;
            one["second"] = node.second;
        }
        nodes.push_back(std::move(one));
    }
    return {{"nodes", std::move(nodes)}};
}

/// Every branch leads further on, so that following one ends.
bool sound(const Tree::Node& node, std::size_t place, std::size_t count, const std::vector<Feature>& features) {
    if (node.feature < 0) return true;
    const auto leads_on = [&](int to) { return to > static_cast<int>(place) && to < static_cast<int>(count); };
    if (node.feature >= static_cast<int>(features.size()) || !leads_on(node.first) || !leads_on(node.second)) return false;
    const Feature& feature = features[static_cast<std::size_t>(node.feature)];
    return !feature.categorical || (node.level >= 0 && node.level < feature.levels());
}

base::Result<Tree> tree_from(const object& json, const std::vector<Feature>& features) {
    Tree tree;
    const value* nodes = json.if_contains("nodes");
    if (nodes == nullptr || !nodes->is_array() || nodes->get_array().empty() || nodes->get_array().size() > 100'000) return broken("nodes");
    for (const value& one : nodes->get_array()) {
        if (!one.is_object()) return broken("nodes");
        Reader reader(one.get_object());
        Tree::Node node{.rows = reader.count("rows"), .mean = reader.number("mean"), .value = reader.number("value")};
        if (one.get_object().if_contains("feature") != nullptr) {
            const auto place = [&](const char* name) { return static_cast<int>(std::min<std::int64_t>(reader.count(name), 1'000'000)); };
            node.feature = place("feature");
            node.cut = reader.number("cut");
            node.level = place("level");
            node.missing_first = reader.flag("missing_first");
            node.first = place("first");
            node.second = place("second");
        }
        if (!reader.wrong().empty()) return broken(reader.wrong());
        if (!sound(node, tree.nodes.size(), nodes->get_array().size(), features)) return broken("nodes");
        tree.nodes.push_back(node);
    }
    return tree;
}

base::Result<base::Digest> digest_from(const std::string& text) {
    base::Digest digest;
    if (text.size() != 71 || text.substr(0, 7) != "sha256:") return broken("data_digest");
    for (std::size_t i = 0; i < digest.bytes.size(); ++i) {
        const std::string pair = text.substr(7 + 2 * i, 2);
        if (pair.find_first_not_of("0123456789abcdef") != std::string::npos) return broken("data_digest");
        digest.bytes[i] = static_cast<std::uint8_t>(std::stoi(pair, nullptr, 16));
    }
    return digest;
}

}  // namespace

std::string Model::save() const {
    object out;
    out["charter_model"] = format_version;
    out["kind"] = name(kind());
    out["label"] = label_;
    out["positive"] = positive_;
    out["seed"] = static_cast<std::int64_t>(seed_);
    out["rows"] = rows_;
    out["positives"] = positives_;
    out["data_digest"] = base::format(data_digest_);
    array features;
    for (const Feature& feature : features_) features.push_back(as_json(feature));
    out["features"] = std::move(features);
    object learnt;
    if (const auto* logistic = std::get_if<Logistic>(&learnt_)) {
        learnt["intercept"] = exact(logistic->intercept);
        array coefficients;
        for (const double coefficient : logistic->coefficients) coefficients.emplace_back(exact(coefficient));
        learnt["coefficients"] = std::move(coefficients);
    } else if (const auto* constant = std::get_if<Constant>(&learnt_)) {
        learnt["share"] = exact(constant->share);
    } else if (const auto* rule = std::get_if<Rule>(&learnt_)) {
        learnt = as_json(rule->tree);
    } else if (const auto* tree = std::get_if<Tree>(&learnt_)) {
        learnt = as_json(*tree);
    } else {
        learnt["trees"] = Boosted::trees;
        learnt["depth"] = Boosted::depth;
        learnt["learning_rate"] = Boosted::learning_rate;
        // As text, not as JSON within JSON: XGBoost tells 1 from 1.0, which another writer may not.
        learnt["xgboost"] = std::get<Boosted>(learnt_).text();
    }
    out[name(kind())] = std::move(learnt);
    return base::pretty(out);
}

base::Result<Model> Model::load(const std::string& text) {
    ASSIGN_OR_RETURN(const value json, base::parse_json(text));
    if (!json.is_object() || json.get_object().if_contains("charter_model") == nullptr) {
        return Error{Fault::input, "not a model that charter fit wrote", "name the file that --output of charter fit named"};
    }
    Reader reader(json.get_object());
    if (reader.count("charter_model") != format_version) {
        return Error{Fault::input, "the model's format is not known to this version: " + base::canonical(json.get_object().at("charter_model")), "use the version that wrote it, or fit it again"};
    }
    Model model;
    model.label_ = reader.text("label");
    model.positive_ = reader.text("positive");
    model.seed_ = static_cast<std::uint64_t>(reader.count("seed"));
    model.rows_ = reader.count("rows");
    model.positives_ = reader.count("positives");
    ASSIGN_OR_RETURN(model.data_digest_, digest_from(reader.text("data_digest")));
    for (const value& one : reader.list("features")) {
        ASSIGN_OR_RETURN(Feature feature, feature_from(one));
        model.features_.push_back(std::move(feature));
    }
    const std::string kind = reader.text("kind");
    if (kind == name(Kind::constant)) {
        Reader learnt(reader.part("constant"));
        const double share = learnt.number("share");
        if (!learnt.wrong().empty() || !(share >= 0 && share <= 1)) return broken("share");
        model.learnt_ = Constant{share};
    } else if (kind == name(Kind::rule)) {
        Rule rule;
        ASSIGN_OR_RETURN(rule.tree, tree_from(reader.part("rule"), model.features_));
        model.learnt_ = std::move(rule);
    } else if (kind == name(Kind::tree)) {
        ASSIGN_OR_RETURN(model.learnt_, tree_from(reader.part("tree"), model.features_));
    } else if (kind == name(Kind::logistic)) {
        ASSIGN_OR_RETURN(model.learnt_, logistic_from(reader.part("logistic"), model.features_));
    } else if (kind == name(Kind::boosted)) {
        Reader learnt(reader.part("boosted"));
        ASSIGN_OR_RETURN(model.learnt_, Boosted::load(learnt.text("xgboost")));
    } else {
        return broken("kind");
    }
    if (!reader.wrong().empty()) return broken(reader.wrong());
    return model;
}

}  // namespace models
