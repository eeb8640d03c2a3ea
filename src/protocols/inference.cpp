#include "protocols/inference.h"

#include <boost/json.hpp>

#include <cmath>

namespace protocols {

namespace {

namespace json = base::json;

using Rows = std::vector<json::object>;

/// A row's values, where they are lists or single numbers: named by the charter.
std::string name_row(json::object& row, const json::value& value, const std::vector<std::string>& names) {
    if (value.is_object()) {
        for (const auto& [key, item] : value.get_object()) row[key] = item;
        return {};
    }
    const json::array* list = value.if_array();
    const std::size_t size = list == nullptr ? 1 : list->size();
    if (size != names.size()) return "a row of " + std::to_string(size) + " values, and the charter names " + std::to_string(names.size());
    for (std::size_t i = 0; i < size; ++i) row[names[i]] = list == nullptr ? value : (*list)[i];
    return {};
}

std::string name_answer(json::object& row, const json::value& value, const charter::Columns& columns) {
    const std::string& name = columns.score.empty() ? columns.prediction : columns.score;
    if (value.is_object()) return name_row(row, value, {});
    if (name.empty()) return "the charter names no column for the answer: task.columns.score or prediction";
    const json::array* list = value.if_array();
    if (list == nullptr) row[name] = value;
    else if (list->size() == 1) row[name] = (*list)[0];
    else if (list->size() == 2 && !columns.score.empty()) row[name] = (*list)[1];
    else return "an answer of " + std::to_string(list->size()) + " values without names";
    return {};
}

/// V2: each tensor has a name, a shape whose first number counts the rows, and its data in one flat list.
std::string take_tensor(Rows& rows, const json::value& item, const std::vector<std::string>& names, const charter::Columns* answer) {
    const json::object* tensor = item.if_object();
    const json::value* data = tensor == nullptr ? nullptr : tensor->if_contains("data");
    const json::value* shape = tensor == nullptr ? nullptr : tensor->if_contains("shape");
    const json::value* name = tensor == nullptr ? nullptr : tensor->if_contains("name");
    if (data == nullptr || !data->is_array() || shape == nullptr || !shape->is_array() || name == nullptr || !name->is_string() || shape->get_array().empty()) return "a tensor needs name, shape and data";
    json::array flat;
    for (const json::value& one : data->get_array()) {  // data may also be nested as the shape is
        if (one.is_array()) flat.insert(flat.end(), one.get_array().begin(), one.get_array().end());
        else flat.push_back(one);
    }
    const json::value& first = shape->get_array()[0];
    if (!first.is_int64() || first.get_int64() <= 0 || flat.size() % static_cast<std::size_t>(first.get_int64()) != 0) return "the shape of a tensor does not fit its data: " + std::string(name->get_string());
    const auto count = static_cast<std::size_t>(first.get_int64());
    if (flat.empty() || (!rows.empty() && rows.size() != count)) return "tensors of one request differ in their rows";
    rows.resize(count);
    const std::size_t width = flat.size() / count;
    for (std::size_t i = 0; i < count; ++i) {
        const json::value row = width == 1 ? flat[i] : json::value(json::array(flat.begin() + static_cast<std::ptrdiff_t>(i * width), flat.begin() + static_cast<std::ptrdiff_t>((i + 1) * width)));
        const std::string own(name->get_string());
        const bool is_score = answer != nullptr && (own == answer->score || own == answer->prediction);
        std::string fault;
        if (width == 1 && (answer == nullptr ? names.size() != 1 : is_score)) rows[i][own] = row;
        else fault = answer != nullptr ? name_answer(rows[i], row, *answer) : name_row(rows[i], row, names);
        if (!fault.empty()) return fault;
    }
    return {};
}

/// The rows of a request (`answer` null) or of a response.
std::string rows_of(const json::value& payload, const charter::Columns& columns, bool answer, Rows& rows) {
    const json::object* object = payload.if_object();
    if (object == nullptr) return "neither V1 nor V2 of the inference protocol";
    if (const json::value* list = object->if_contains(answer ? "predictions" : "instances"); list != nullptr && list->is_array()) {
        rows.resize(list->get_array().size());
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const json::value& value = list->get_array()[i];
            if (std::string fault = answer ? name_answer(rows[i], value, columns) : name_row(rows[i], value, columns.features); !fault.empty()) return fault;
        }
        return {};
    }
    const json::value* tensors = object->if_contains(answer ? "outputs" : "inputs");
    if (tensors == nullptr || !tensors->is_array()) return std::string("neither V1 nor V2 of the inference protocol: no ") + (answer ? "predictions and no outputs" : "instances and no inputs");
    for (const json::value& tensor : tensors->get_array()) {
        if (std::string fault = take_tensor(rows, tensor, columns.features, answer ? &columns : nullptr); !fault.empty()) return fault;
    }
    return {};
}

std::string version_of(const Half& response) {
    const json::object* object = response.payload.if_object();
    const json::value* version = object == nullptr ? nullptr : object->if_contains("model_version");
    return version != nullptr && version->is_string() && !version->get_string().empty() ? std::string(version->get_string()) : response.version;
}

void join(const Half* request, const Half& response, const charter::Columns& columns, Converted& out) {
    Rows asked, answered;
    std::string fault = rows_of(response.payload, columns, true, answered);
    if (fault.empty() && request != nullptr) fault = rows_of(request->payload, columns, false, asked);
    if (fault.empty() && request != nullptr && asked.size() != answered.size()) fault = std::to_string(asked.size()) + " rows were asked, and " + std::to_string(answered.size()) + " answered";
    if (!fault.empty()) return out.refused.push_back({response.item, response.id + ": " + fault});
    for (std::size_t i = 0; i < answered.size(); ++i) {
        json::object event = request != nullptr ? std::move(asked[i]) : json::object();
        for (const auto& [key, value] : answered[i]) event[key] = value;
        event["charter_id"] = answered.size() == 1 ? response.id : response.id + "/" + std::to_string(i);
        const std::string& time = request != nullptr && !request->time.empty() ? request->time : response.time;
        if (!time.empty()) event["charter_time"] = time;
        if (const std::string version = version_of(response); !columns.version.empty() && !version.empty() && !event.contains(columns.version)) event[columns.version] = version;
        out.add(response.item, event);
    }
}

}  // namespace

void Inferences::take(Half half, const charter::Columns& columns, Converted& out) {
    const std::lock_guard lock(mutex_);
    const auto found = waiting_.find(half.id);
    if (found != waiting_.end() && found->second.half.side != half.side) {
        Kept other = std::move(found->second);
        waiting_.erase(found);
        bytes_ -= other.bytes;
        const bool asked = half.side == Half::Side::request;
        // What is told is about what was sent now.
        if (asked) other.half.item = half.item;
        return join(asked ? &half : &other.half, asked ? other.half : half, columns, out);
    }
    if (found != waiting_.end()) return;  // sent again
    const std::size_t bytes = half.id.size() + json::serialize(half.payload).size() + 200;
    const std::string id = half.id;
    waiting_.emplace(id, Kept{std::move(half), bytes});
    order_.push_back(id);
    bytes_ += bytes;
    while (bytes_ > waiting_bytes_max && !order_.empty()) {
        const auto oldest = waiting_.find(order_.front());
        order_.pop_front();
        if (oldest == waiting_.end()) continue;
        bytes_ -= oldest->second.bytes;
        if (oldest->second.half.side == Half::Side::response) join(nullptr, oldest->second.half, columns, out);
        waiting_.erase(oldest);
    }
    while (order_.size() > 2 * waiting_.size() + 1'000) {  // ids that were joined meanwhile
        std::erase_if(order_, [&](const std::string& one) { return !waiting_.contains(one); });
    }
}

std::size_t Inferences::waiting() const {
    const std::lock_guard lock(mutex_);
    return waiting_.size();
}

void Inferences::flush(const charter::Columns& columns, Converted& out) {
    const std::lock_guard lock(mutex_);
    for (auto& [id, kept] : waiting_) {
        if (kept.half.side == Half::Side::response) join(nullptr, kept.half, columns, out);
    }
    waiting_.clear();
    order_.clear();
    bytes_ = 0;
}

}  // namespace protocols
