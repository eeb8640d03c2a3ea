#include "models/boosted.h"

#include <xgboost/c_api.h>

#include <cmath>
#include <limits>
#include <numeric>

#include "base/json.h"

namespace models {

namespace {

using base::Error;
using base::Fault;

base::Result<base::Done> good(int code, const char* doing) {
    if (code == 0) return base::Done{};
    const std::string message = XGBGetLastError();
    return Error{Fault::outside, std::string("XGBoost failed while ") + doing + ": " + message.substr(0, message.find('\n')), "report it with the data that show it"};
}

std::shared_ptr<void> owned_booster(BoosterHandle handle) {
    return {handle, [](void* one) { XGBoosterFree(one); }};
}
std::shared_ptr<void> owned_matrix(DMatrixHandle handle) {
    return {handle, [](void* one) { XGDMatrixFree(one); }};
}

base::Result<std::shared_ptr<void>> matrix(const Encoded& rows, int threads) {
    const std::size_t width = rows.features().size();
    const float missing = std::numeric_limits<float>::quiet_NaN();
    std::vector<float> values;
    values.reserve(rows.rows() * width);
    for (std::size_t row = 0; row < rows.rows(); ++row) {
        for (std::size_t i = 0; i < width; ++i) {
            if (!rows.features()[i].categorical) {
                values.push_back(static_cast<float>(rows.number(i, row)));
                continue;
            }
            const int level = rows.level(i, row);
            values.push_back(level == rows.features()[i].missing() ? missing : static_cast<float>(level));
        }
    }
    DMatrixHandle handle = nullptr;
    RETURN_IF_ERROR(good(XGDMatrixCreateFromMat_omp(values.data(), rows.rows(), width, missing, &handle, threads), "taking in rows"));
    return owned_matrix(handle);
}

base::Result<base::Done> set(const std::shared_ptr<void>& booster, const char* name, const std::string& value) {
    return good(XGBoosterSetParam(booster.get(), name, value.c_str()), name);
}

/// XGBoost starts at 0.5; starting at the share of positives, or at the mean, spends no tree on finding it. A share of 0 or 1
/// has no logit to start from.
std::string start_of(const std::vector<float>& targets, Boosted::Aim aim) {
    const double mean = std::accumulate(targets.begin(), targets.end(), 0.0) / static_cast<double>(targets.size());
    if (aim == Boosted::Aim::probability && (mean <= 0 || mean >= 1)) return "0.5";
    return base::format_number(mean);
}

base::Result<std::shared_ptr<void>> prepared(DMatrixHandle rows, const std::vector<float>& targets, Boosted::Aim aim, const Boosted::Work& work) {
    BoosterHandle handle = nullptr;
    const DMatrixHandle matrices[] = {rows};
    RETURN_IF_ERROR(good(XGBoosterCreate(matrices, 1, &handle), "starting"));
    auto booster = owned_booster(handle);
    const std::pair<const char*, std::string> settings[] = {
        {"booster", "gbtree"}, {"objective", aim == Boosted::Aim::probability ? "binary:logistic" : "reg:squarederror"}, {"tree_method", "hist"}, {"nthread", "1"}, {"verbosity", "0"},
        {"eta", work.growth.learning_rate}, {"max_depth", std::to_string(work.growth.depth)}, {"base_score", start_of(targets, aim)},
        // XGBoost keeps a seed as a signed 32-bit number.
        {"seed", std::to_string(work.seed & 0x7FFFFFFF)}};
    for (const auto& setting : settings) RETURN_IF_ERROR(set(booster, setting.first, setting.second));
    return booster;
}

base::Result<std::string> text_of(const std::shared_ptr<void>& booster) {
    bst_ulong size = 0;
    const char* bytes = nullptr;
    RETURN_IF_ERROR(good(XGBoosterSaveModelToBuffer(booster.get(), R"({"format": "json"})", &size, &bytes), "saving"));
    return std::string(bytes, size);
}

}  // namespace

base::Result<Boosted> Boosted::fit(const Encoded& rows, const std::vector<std::uint8_t>& positive, const Work& work) {
    return fit(rows, std::vector<float>(positive.begin(), positive.end()), Aim::probability, work);
}

base::Result<Boosted> Boosted::fit(const Encoded& rows, const std::vector<float>& targets, Aim aim, const Work& work) {
    ASSERT(rows.rows() == targets.size());
    ASSIGN_OR_RETURN(const auto data, matrix(rows, 1));
    RETURN_IF_ERROR(good(XGDMatrixSetFloatInfo(data.get(), "label", targets.data(), targets.size()), "taking in labels"));
    if (!work.weights.empty()) {
        ASSERT(work.weights.size() == targets.size());
        RETURN_IF_ERROR(good(XGDMatrixSetFloatInfo(data.get(), "weight", work.weights.data(), work.weights.size()), "taking in weights"));
    }
    ASSIGN_OR_RETURN(const auto booster, prepared(data.get(), targets, aim, work));
    for (int tree = 0; tree < work.growth.trees; ++tree) {
        if (work.stop != nullptr && *work.stop) return Error{Fault::interrupted, "interrupted while growing tree " + std::to_string(tree + 1), "run it again"};
        RETURN_IF_ERROR(good(XGBoosterUpdateOneIter(booster.get(), tree, data.get()), "growing a tree"));
        if (work.progress) work.progress(static_cast<double>(tree + 1) / work.growth.trees);
    }
    ASSIGN_OR_RETURN(const std::string text, text_of(booster));
    // Read back, so that a model scores the same before and after it was saved.
    return load(text);
}

base::Result<Boosted> Boosted::load(const std::string& text) {
    BoosterHandle handle = nullptr;
    RETURN_IF_ERROR(good(XGBoosterCreate(nullptr, 0, &handle), "starting"));
    Boosted model;
    model.booster_ = owned_booster(handle);
    RETURN_IF_ERROR(set(model.booster_, "verbosity", "0"));
    if (XGBoosterLoadModelFromBuffer(handle, text.data(), text.size()) != 0) {
        return Error{Fault::input, "the model's trees cannot be read", "the file may have been edited or cut short: fit the model again"};
    }
    model.text_ = text;
    return model;
}

namespace {

/// What XGBoost says of rows; its own memory, valid until it is asked again.
struct Predicted {
    std::shared_ptr<void> matrix;
    const float* values = nullptr;
    std::vector<bst_ulong> shape;
};

base::Result<Predicted> predict(const std::shared_ptr<void>& booster, const Encoded& rows, int threads, int type, const char* doing) {
    Predicted predicted;
    ASSIGN_OR_RETURN(predicted.matrix, matrix(rows, threads));
    RETURN_IF_ERROR(set(booster, "nthread", std::to_string(threads)));
    const std::string config = R"({"type": )" + std::to_string(type) + R"(, "training": false, "iteration_begin": 0, "iteration_end": 0, "strict_shape": false})";
    const bst_ulong* shape = nullptr;
    bst_ulong dimensions = 0;
    RETURN_IF_ERROR(good(XGBoosterPredictFromDMatrix(booster.get(), predicted.matrix.get(), config.c_str(), &shape, &dimensions, &predicted.values), doing));
    predicted.shape.assign(shape, shape + dimensions);
    ASSERT(predicted.shape.front() == rows.rows());
    return predicted;
}

}  // namespace

base::Result<std::vector<double>> Boosted::score(const Encoded& rows, int threads) const {
    if (rows.rows() == 0) return std::vector<double>{};
    ASSIGN_OR_RETURN(const Predicted scores, predict(booster_, rows, threads, 0, "scoring"));
    ASSERT(scores.shape.size() == 1);
    return std::vector<double>(scores.values, scores.values + rows.rows());
}

base::Result<Contributions> Boosted::contributions(const Encoded& rows, int threads) const {
    Contributions all(rows.rows(), rows.features().size());
    if (rows.rows() == 0) return all;
    ASSIGN_OR_RETURN(const Predicted shares, predict(booster_, rows, threads, 2, "explaining"));
    ASSERT(shares.shape.size() == 2);
    ASSERT(shares.shape[1] == rows.features().size() + 1);
    for (std::size_t row = 0; row < rows.rows(); ++row) {
        const float* const of_row = shares.values + row * shares.shape[1];
        for (std::size_t feature = 0; feature < all.features(); ++feature) all.set(row, feature, of_row[feature]);
        // XGBoost gives the start last.
        all.set_start(row, of_row[all.features()]);
    }
    return all;
}

}  // namespace models
