#pragma once

#include <string>
#include <utility>
#include <variant>

#include "base/assert.h"

/// What a function returns when it can fail. Errors are sorted by who must act, and say what the caller can do next.
///
///   Result<Charter> charter = charter::load(path);
///   if (!charter) return charter.error();
///
/// or, in a function that itself returns a Result:
///
///   ASSIGN_OR_RETURN(auto charter, charter::load(path));
namespace base {

enum class Fault {
    input,        ///< what was given is wrong: the caller corrects it
    missing,      ///< a thing that was named does not exist
    conflict,     ///< it does not fit what there is already: look at that first
    unknown,      ///< nobody knows who asks: sign in, or send a token
    denied,       ///< whoever asks may not: somebody else can
    limit,        ///< more than there is room for: later, or less
    corrupt,      ///< what was kept is not what was written: nothing goes on until somebody has looked
    outside,      ///< a disk, a library or a network failed
    interrupted,  ///< the user asked to stop
};

/// `what` ends with the changing part; `next` is what the caller can do. Either may have several lines.
struct Error {
    Fault fault = Fault::input;
    std::string what;
    std::string next;
};

/// For results that carry nothing but success.
struct Done {};

template <class T>
class [[nodiscard]] Result {
public:
    Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}      // NOLINT: conversions are the point
    Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT

    explicit operator bool() const { return state_.index() == 0; }
    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }
    T&& operator*() && { return std::move(value()); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }
    const Error& error() const {
        ASSERT(state_.index() == 1);
        return std::get<1>(state_);
    }

private:
    T& value() {
        ASSERT(state_.index() == 0);
        return std::get<0>(state_);
    }
    const T& value() const {
        ASSERT(state_.index() == 0);
        return std::get<0>(state_);
    }
    std::variant<T, Error> state_;
};

}  // namespace base

#define CHARTER_JOIN_(a, b) a##b
#define CHARTER_JOIN(a, b) CHARTER_JOIN_(a, b)

/// Several statements: stands on its own line inside braces.
#define ASSIGN_OR_RETURN(declaration, expression)                                        \
    auto CHARTER_JOIN(result_, __LINE__) = (expression);                                 \
    if (!CHARTER_JOIN(result_, __LINE__)) return CHARTER_JOIN(result_, __LINE__).error(); \
    declaration = *std::move(CHARTER_JOIN(result_, __LINE__))

#define RETURN_IF_ERROR(expression)                                                           \
    do {                                                                                      \
        if (auto result_of_step = (expression); !result_of_step) return result_of_step.error(); \
    } while (false)
