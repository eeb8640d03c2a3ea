// Runs a file of SQL statements with DuckDB, replacing ${NAME} by NAME=VALUE arguments. For examples and benchmarks.
#include <duckdb.h>

#include <cstdio>
#include <fstream>
#include <sstream>
#include <string>

int main(int count, char** arguments) {
    if (count < 2) {
        std::fprintf(stderr, "usage: run_sql FILE.sql [NAME=VALUE]...\n");
        return 3;
    }
    std::ifstream file(arguments[1]);
    std::stringstream text;
    text << file.rdbuf();
    std::string sql = text.str();
    if (!file) {
        std::fprintf(stderr, "run_sql: cannot read %s\n", arguments[1]);
        return 3;
    }
    for (int i = 2; i < count; ++i) {
        const std::string argument = arguments[i];
        const auto equals = argument.find('=');
        if (equals == std::string::npos) continue;
        const std::string name = "${" + argument.substr(0, equals) + "}";
        for (auto at = sql.find(name); at != std::string::npos; at = sql.find(name)) sql.replace(at, name.size(), argument.substr(equals + 1));
    }
    duckdb_database database = nullptr;
    duckdb_connection connection = nullptr;
    if (duckdb_open(nullptr, &database) != DuckDBSuccess || duckdb_connect(database, &connection) != DuckDBSuccess) return 4;
    duckdb_result result;
    const bool good = duckdb_query(connection, sql.c_str(), &result) == DuckDBSuccess;
    if (!good) std::fprintf(stderr, "run_sql: %s\n", duckdb_result_error(&result));
    for (idx_t row = 0; good && row < duckdb_row_count(&result); ++row) {
        for (idx_t column = 0; column < duckdb_column_count(&result); ++column) {
            char* value = duckdb_value_varchar(&result, column, row);
            std::printf("%s%s", column > 0 ? "\t" : "", value == nullptr ? "" : value);
            duckdb_free(value);
        }
        std::printf("\n");
    }
    duckdb_destroy_result(&result);
    duckdb_disconnect(&connection);
    duckdb_close(&database);
    return good ? 0 : 4;
}
