#include "observations/scorer_function.h"

#include <chrono>
#include <limits>

namespace observations {

namespace {

using base::Error;
using base::Fault;

Frame gather(const std::vector<Wanted>& wanted, duckdb_data_chunk chunk) {
    Frame frame;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        Gatherer gatherer(wanted[i]);
        const auto raw = duckdb_data_chunk_get_vector(chunk, i);
        gatherer.add({duckdb_vector_get_data(raw), duckdb_vector_get_validity(raw)}, duckdb_data_chunk_get_size(chunk));
        frame.columns.push_back(gatherer.take());
    }
    return frame;
}

/// No exception may leave a callback: it would cross DuckDB's own frames.
void score_piece(duckdb_function_info info, duckdb_data_chunk input, duckdb_vector output) noexcept {
    auto& call = *static_cast<ScorerCall*>(duckdb_scalar_function_get_extra_info(info));
    const std::lock_guard lock(call.one_at_a_time);
    const auto fail = [&](Error error) {
        duckdb_scalar_function_set_error(info, error.what.c_str());
        if (!call.error) call.error = std::make_unique<Error>(std::move(error));
    };
    if (call.stop != nullptr && *call.stop) return fail({Fault::interrupted, "interrupted", "run it again"});
    const Frame piece = gather(call.wanted, input);
    const auto start = std::chrono::steady_clock::now();
    const auto scores = call.scorer(piece);
    call.seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    if (!scores) return fail(scores.error());
    ASSERT(scores->size() == duckdb_data_chunk_get_size(input));
    auto* out = static_cast<double*>(duckdb_vector_get_data(output));
    for (std::size_t row = 0; row < scores->size(); ++row) out[row] = (*scores)[row];
    call.rows += static_cast<std::int64_t>(scores->size());
    if (call.progress) call.progress(call.rows);
}

}  // namespace

Gatherer::Gatherer(const Wanted& wanted) {
    column_.name = wanted.name;
    column_.categorical = wanted.as == Wanted::As::category;
}

void Gatherer::add_row(const duck::Vector& values, std::size_t row) {
    if (column_.categorical) column_.codes.push_back(values.known(row) ? code(std::string(values.text(row))) : -1);
    else column_.numbers.push_back(values.known(row) ? values.as<double>()[row] : std::numeric_limits<double>::quiet_NaN());
}

void Gatherer::add(const duck::Vector& values, std::size_t rows) {
    for (std::size_t row = 0; row < rows; ++row) add_row(values, row);
}

void Gatherer::add(const duck::Vector& values, const std::vector<std::uint8_t>& marked) {
    for (std::size_t row = 0; row < marked.size(); ++row) {
        if (marked[row] != 0) add_row(values, row);
    }
}

std::int32_t Gatherer::code(std::string value) {
    const auto [place, fresh] = codes_.try_emplace(std::move(value), static_cast<std::int32_t>(column_.categories.size()));
    if (fresh) column_.categories.push_back(place->first);
    return place->second;
}

base::Result<base::Done> register_scorer(const duck::Database& database, ScorerCall& call) {
    duckdb_scalar_function function = duckdb_create_scalar_function();
    duckdb_scalar_function_set_name(function, call.name.c_str());
    for (const Wanted& want : call.wanted) {
        duckdb_logical_type type = duckdb_create_logical_type(want.as == Wanted::As::category ? DUCKDB_TYPE_VARCHAR : DUCKDB_TYPE_DOUBLE);
        duckdb_scalar_function_add_parameter(function, type);
        duckdb_destroy_logical_type(&type);
    }
    duckdb_logical_type number = duckdb_create_logical_type(DUCKDB_TYPE_DOUBLE);
    duckdb_scalar_function_set_return_type(function, number);
    duckdb_destroy_logical_type(&number);
    // A row with a missing feature is scored too.
    duckdb_scalar_function_set_special_handling(function);
    duckdb_scalar_function_set_extra_info(function, &call, nullptr);
    duckdb_scalar_function_set_function(function, score_piece);
    const bool good = duckdb_register_scalar_function(database.connection(), function) == DuckDBSuccess;
    duckdb_destroy_scalar_function(&function);
    if (!good) return Error{Fault::outside, "DuckDB refuses the scoring function", "report it"};
    return base::Done{};
}

}  // namespace observations
