#include "records/registry/people.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/keyed_digest.h"
#include "base/limits.h"
#include "records/ledger/encoding.h"
#include "records/registry/secret.h"

namespace records {

namespace {

constexpr std::size_t verified_max = 100'000;
constexpr std::size_t id_bytes = 8;
constexpr const char* actor_columns = "SELECT id, kind, name, email FROM actors ";
constexpr const char* token_columns = "SELECT id, actor, purpose, label, scopes, created, expires, revoked, used FROM tokens ";
constexpr std::string_view of_session = "session", of_token = "token";

base::Error nobody(const std::string& who) { return {base::Fault::missing, "there is nobody of this id, name or address: " + who, "\"charter member list\" shows who there is"}; }

std::string scopes_text(const std::vector<base::Scope>& scopes) {
    std::vector<std::string_view> words;
    for (const auto scope : scopes) words.push_back(base::name(scope));
    return fmt::format("{}", fmt::join(words, " "));
}

std::vector<base::Scope> scopes_in(std::string_view text) {
    std::vector<base::Scope> scopes;
    for (const auto& [scope, word] : base::scope_names) {
        if ((" " + std::string(text) + " ").find(" " + std::string(word) + " ") != std::string::npos) scopes.push_back(scope);
    }
    return scopes;
}

Token token_from(const Row& row) {
    return {.id = row.text(0), .actor = row.text(1), .label = row.text(3), .session = row.text(2) == of_session, .scopes = scopes_in(row.text(4)),
            .created = row.time(5).value_or(base::Time{}), .expires = row.time(6).value_or(base::Time{}), .revoked = row.time(7), .used = row.time(8)};
}

base::Result<base::Done> check_text(const std::string& what, const std::string& text, bool needed) {
    const bool printable = std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
    if ((needed && text.empty()) || text.size() > base::limits::name_bytes_max || !printable) {
        return base::Error{base::Fault::input, fmt::format("not {}: {}", what, text.substr(0, 60)), fmt::format("one line of at most {} bytes (name_bytes_max)", base::limits::name_bytes_max.value)};
    }
    return base::Done{};
}

}  // namespace

People::People(Database& database) : database_(database), key_(base::random_bytes(32)) {}

base::Result<Actor> People::add(Actor::Kind kind, const std::string& name, const std::string& email, const std::vector<Grant>& grants, base::Time now) {
    RETURN_IF_ERROR(check_text("a name", name, true));
    RETURN_IF_ERROR(check_text("an e-mail address", email, false));
    const Actor actor{.id = fmt::format("{}-{}", records::name(kind), hex(base::random_bytes(id_bytes))), .kind = kind, .name = name, .email = email, .grants = {}, .token = {}};
    const auto added = database_.together([&]() -> base::Result<base::Done> {
        ASSIGN_OR_RETURN(const auto taken, database_.run("SELECT id FROM actors WHERE removed IS NULL AND (name = $1 OR name = $2 OR email = $1 OR (email = $2 AND email <> ''))", {name, email}));
        if (!taken.empty()) return base::Error{base::Fault::conflict, "somebody has this name or address already: " + name, "give another, or use who is there: \"charter member list\""};
        RETURN_IF_ERROR(database_.run("INSERT INTO actors (id, kind, name, email, password, created) VALUES ($1, $2, $3, $4, '', $5)", {actor.id, records::name(kind), name, email, now}));
        return grant(actor.id, grants);
    });
    if (!added) return added.error();
    return find(actor.id);
}

base::Result<Actor> People::actor_from(const Row& row) {
    Actor actor{.id = row.text(0), .kind = row.text(1) == records::name(Actor::Kind::person) ? Actor::Kind::person : Actor::Kind::service, .name = row.text(2), .email = row.text(3), .grants = {}, .token = {}};
    ASSIGN_OR_RETURN(actor.grants, grants_of(actor.id));
    return actor;
}

base::Result<std::vector<Grant>> People::grants_of(const std::string& id) {
    ASSIGN_OR_RETURN(const auto rows, database_.run("SELECT scope, product FROM grants WHERE actor = $1", {id}));
    std::vector<Grant> grants;
    for (const auto& row : rows) {
        if (const auto scope = base::scope_of(row.text(0))) grants.push_back({*scope, row.text(1)});
    }
    std::sort(grants.begin(), grants.end());
    return grants;
}

base::Result<std::vector<Actor>> People::list() {
    ASSIGN_OR_RETURN(const auto rows, database_.run(std::string(actor_columns) + "WHERE removed IS NULL ORDER BY kind, name"));
    std::vector<Actor> actors;
    for (const auto& row : rows) {
        ASSIGN_OR_RETURN(auto actor, actor_from(row));
        actors.push_back(std::move(actor));
    }
    return actors;
}

base::Result<Actor> People::find(const std::string& who) {
    if (who.empty()) return nobody(who);
    ASSIGN_OR_RETURN(const auto rows, database_.run(std::string(actor_columns) + "WHERE removed IS NULL AND (id = $1 OR name = $1 OR email = $1)", {who}));
    if (rows.empty()) return nobody(who);
    return actor_from(rows.front());
}

base::Result<std::string> People::name_of(const std::string& id) {
    ASSIGN_OR_RETURN(const auto rows, database_.run("SELECT name FROM actors WHERE id = $1", {id}));
    return rows.empty() ? std::string() : rows.front().text(0);
}

base::Result<base::Done> People::grant(const std::string& id, const std::vector<Grant>& grants) {
    for (const auto& one : grants) RETURN_IF_ERROR(database_.run("INSERT INTO grants (actor, scope, product) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", {id, base::name(one.scope), one.product}));
    forget();
    return base::Done{};
}

base::Result<base::Done> People::withdraw(const std::string& id, const std::vector<Grant>& grants) {
    return database_.together([&]() -> base::Result<base::Done> {
        for (const auto& one : grants) RETURN_IF_ERROR(database_.run("DELETE FROM grants WHERE actor = $1 AND scope = $2 AND product = $3", {id, base::name(one.scope), one.product}));
        forget();
        return keep_an_administrator();
    });
}

base::Result<base::Done> People::keep_an_administrator() {
    ASSIGN_OR_RETURN(const auto left, database_.run("SELECT count(*) FROM grants JOIN actors ON actors.id = grants.actor WHERE removed IS NULL AND scope = 'administer' AND product = ''"));
    if (left.front().number(0) == 0) return base::Error{base::Fault::conflict, "nobody would be left who may administer", "give somebody else administer first"};
    return base::Done{};
}

base::Result<base::Done> People::remove(const std::string& id, base::Time now) {
    return database_.together([&]() -> base::Result<base::Done> {
        RETURN_IF_ERROR(database_.run("UPDATE actors SET removed = $1, name = '', email = '', password = '' WHERE id = $2 AND removed IS NULL", {now, id}));
        RETURN_IF_ERROR(database_.run("DELETE FROM grants WHERE actor = $1", {id}));
        RETURN_IF_ERROR(database_.run("UPDATE tokens SET revoked = $1 WHERE actor = $2 AND revoked IS NULL", {now, id}));
        forget();
        return keep_an_administrator();
    });
}

base::Result<Issued> People::issue(const Actor& owner, const std::string& label, const std::vector<base::Scope>& scopes, base::Time now, base::Time expires) {
    RETURN_IF_ERROR(check_text("a label", label, false));
    if (expires <= now) return base::Error{base::Fault::input, "a token that has expired already: " + base::format(expires), "name a moment that is yet to come"};
    const std::int64_t days = base::limits::token_days_max;
    if (expires.micros - now.micros > days * base::micros_per_day) return base::Error{base::Fault::input, "a token that lives too long: until " + base::format(expires), fmt::format("at most {} days (token_days_max)", days)};
    for (const auto scope : scopes) {
        if (!owner.may_somewhere(scope)) return base::Error{base::Fault::input, fmt::format("a token cannot allow what its owner may not: {}", base::name(scope)), "leave it out, or give it to the owner first"};
    }
    return issue(owner, {.id = {}, .actor = owner.id, .label = label, .session = false, .scopes = scopes, .created = now, .expires = expires, .revoked = {}, .used = {}});
}

base::Result<Issued> People::issue(const Actor& owner, Token token) {
    Issued issued{.token = std::move(token), .secret = new_token()};
    Token& made = issued.token;
    made.id = *id_of_token(issued.secret);
    made.actor = owner.id;
    RETURN_IF_ERROR(database_.run("INSERT INTO tokens (id, actor, purpose, label, hash, scopes, created, expires) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                                  {made.id, made.actor, made.session ? of_session : of_token, made.label, slow_hash(issued.secret, for_tokens), scopes_text(made.scopes), made.created, made.expires}));
    return issued;
}

base::Result<std::vector<Token>> People::tokens(const std::string& actor) {
    ASSIGN_OR_RETURN(const auto rows, database_.run(std::string(token_columns) + "WHERE actor = $1 ORDER BY created, id", {actor}));
    std::vector<Token> tokens;
    for (const auto& row : rows) tokens.push_back(token_from(row));
    return tokens;
}

base::Result<Token> People::token(const std::string& id) {
    ASSIGN_OR_RETURN(const auto rows, database_.run(std::string(token_columns) + "WHERE id = $1", {id}));
    if (rows.empty()) return base::Error{base::Fault::missing, "there is no such token: " + without_tokens(id).substr(0, 60), "\"charter token list\" shows their ids: twelve digits, not the secret"};
    return token_from(rows.front());
}

base::Result<base::Done> People::revoke(const std::string& id, base::Time now) {
    RETURN_IF_ERROR(token(id));
    RETURN_IF_ERROR(database_.run("UPDATE tokens SET revoked = $1 WHERE (id = $2 OR (purpose = 'session' AND label = $2)) AND revoked IS NULL", {now, id}));
    forget();
    return base::Done{};
}

base::Result<base::Done> People::set_password(const std::string& id, const std::string& password) {
    const std::size_t shortest = base::limits::password_bytes_min, longest = base::limits::password_bytes_max;
    if (password.size() < shortest || password.size() > longest) {
        return base::Error{base::Fault::input, "not a password", fmt::format("{} to {} bytes (password_bytes_min, password_bytes_max): a few words are easier to keep than a few signs", shortest, longest)};
    }
    RETURN_IF_ERROR(find(id));
    RETURN_IF_ERROR(database_.run("UPDATE actors SET password = $1 WHERE id = $2", {slow_hash(password, for_passwords), id}));
    return base::Done{};
}

base::Result<std::optional<Issued>> People::sign_in(const std::string& who, const std::string& password, base::Time now) {
    static const std::string of_nobody = slow_hash(base::random_bytes(32), for_passwords);
    ASSIGN_OR_RETURN(const auto rows, database_.run("SELECT id, password FROM actors WHERE removed IS NULL AND kind = 'person' AND (name = $1 OR email = $1) AND $1 <> ''", {who}));
    const std::string hash = rows.empty() || rows.front().text(1).empty() ? of_nobody : rows.front().text(1);
    if (password.size() > base::limits::password_bytes_max || !matches(password, hash)) return std::optional<Issued>();
    ASSIGN_OR_RETURN(const auto actor, find(rows.front().text(0)));
    ASSIGN_OR_RETURN(auto issued, start_session(actor, now));
    return std::optional(std::move(issued));
}

base::Result<Issued> People::start_session(const Actor& actor, base::Time now) {
    RETURN_IF_ERROR(database_.run("DELETE FROM tokens WHERE purpose = 'session' AND (expires <= $1 OR revoked IS NOT NULL)", {now}));
    const base::Time longest{now.micros + base::limits::session_hours_max * 3600 * base::micros_per_second};
    Token session{.id = {}, .actor = actor.id, .label = {}, .session = true, .scopes = {}, .created = now, .expires = longest, .revoked = {}, .used = {}};
    // Who is known by a token opens a session that may no more than it and ends with it: its label is the token, which `revoke` looks for.
    if (!actor.token.empty()) {
        ASSIGN_OR_RETURN(const auto opened_by, token(actor.token));
        session.label = opened_by.session && !opened_by.label.empty() ? opened_by.label : opened_by.id;
        session.scopes = opened_by.scopes;
        session.expires = std::min(longest, opened_by.expires);
    }
    return issue(actor, std::move(session));
}

base::Result<std::optional<Actor>> People::actor_of(std::string_view secret, base::Time now) {
    const auto id = id_of_token(secret);
    if (!id) return std::optional<Actor>();
    const std::string key = verified_key(secret);
    if (auto known = known_actor(key, now)) return known;
    const std::uint64_t before = changes();
    ASSIGN_OR_RETURN(const auto rows, database_.run("SELECT tokens.hash, tokens.scopes, tokens.used, actors.id, actors.kind, actors.name, actors.email, tokens.expires FROM tokens JOIN actors ON actors.id = tokens.actor "
                                                    "WHERE tokens.id = $1 AND tokens.revoked IS NULL AND tokens.expires > $2 AND actors.removed IS NULL", {*id, now}));
    if (rows.empty()) return std::optional<Actor>();
    const Row& row = rows.front();
    if (!is_verified(key)) {
        if (!matches(secret, row.text(0))) return std::optional<Actor>();
        remember_verified(key);
    }
    if (now.micros - row.number(2) >= base::micros_per_day) RETURN_IF_ERROR(database_.run("UPDATE tokens SET used = $1 WHERE id = $2", {now, *id}));
    ASSIGN_OR_RETURN(Actor actor, actor_from(Row({row.text(3), row.text(4), row.text(5), row.text(6)})));
    actor.token = *id;
    const auto allowed = scopes_in(row.text(1));
    if (!allowed.empty()) std::erase_if(actor.grants, [&](const Grant& grant) { return std::find(allowed.begin(), allowed.end(), grant.scope) == allowed.end(); });
    remember_known(key, {.actor = actor, .asked = now, .until = {std::min(row.number(7), now.micros + base::micros_per_second)}}, before);
    return std::optional(std::move(actor));
}

std::optional<Actor> People::known_actor(const std::string& key, base::Time now) const {
    const std::lock_guard lock(mutex_);
    const auto found = known_.find(key);
    // A clock that was set back has not been asked yet.
    return found != known_.end() && found->second.asked <= now && now < found->second.until ? std::optional(found->second.actor) : std::nullopt;
}

bool People::is_known(std::string_view secret, base::Time now) const { return known_actor(verified_key(secret), now).has_value(); }

std::uint64_t People::changes() const {
    const std::lock_guard lock(mutex_);
    return changes_;
}

void People::remember_known(const std::string& key, Known known, std::uint64_t before) {
    const std::lock_guard lock(mutex_);
    if (changes_ != before) return;  // what was read may be of before the change
    if (known_.size() >= verified_max) known_.clear();
    known_.insert_or_assign(key, std::move(known));
}

void People::forget() {
    const std::lock_guard lock(mutex_);
    ++changes_;
    known_.clear();
}

std::string People::verified_key(std::string_view token) const {
    const auto digest = base::keyed_digest(key_, token);
    return std::string(bytes_of(digest));
}

bool People::is_verified(const std::string& key) const {
    const std::lock_guard lock(mutex_);
    return verified_.contains(key);
}

void People::remember_verified(const std::string& key) {
    const std::lock_guard lock(mutex_);
    if (verified_.size() >= verified_max) verified_.clear();
    verified_.insert(key);
}

}  // namespace records
