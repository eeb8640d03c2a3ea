#pragma once

#include <optional>
#include <string>
#include <string_view>

/// What only its owner knows, and how it is kept so that whoever reads the registry still does not know it.
namespace records {

/// How much work one guess is (scrypt, RFC 7914): 2^log_n rounds over blocks of 8, `lanes` times; each needs 2^log_n KiB.
struct Work {
    int log_n = 15;
    int lanes = 3;
};
inline constexpr Work for_passwords{15, 3};  ///< people choose them, so every guess must cost: 32 MiB, thrice
inline constexpr Work for_tokens{14, 1};     ///< 256 bits of chance: nobody guesses them anyway

/// `scrypt$15$3$salt$hash`, with a salt of its own.
std::string slow_hash(std::string_view secret, Work work);
/// In the time of one slow hash, whatever differs. False for a text that is no hash. One at a time: a crowd of guesses costs no more memory than one.
bool matches(std::string_view secret, std::string_view hash);

/// `charter_` and 32 bytes of chance in base64url: the first six of them name the token, and are no secret.
std::string new_token();
/// Twelve hexadecimal digits; nothing when the text is no token.
std::optional<std::string> id_of_token(std::string_view token);

/// Text with every token in it made unreadable, for logs and messages that quote what others wrote.
std::string without_tokens(std::string_view text);

}  // namespace records
