#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "records/registry/actor.h"
#include "records/registry/database.h"

/// People and services, what they may do, and by what they are known: tokens, passwords. Charter roles are not here: who holds
/// one is what the ledger says.
namespace records {

struct Token {
    std::string id, actor, label;
    bool session = false;                 ///< made by signing in
    std::vector<base::Scope> scopes;      ///< of those of its owner; all of them where this is empty
    base::Time created, expires;
    std::optional<base::Time> revoked, used;  ///< `used` is kept to the day
};

/// The secret is shown once, here, and kept nowhere.
struct Issued {
    Token token;
    std::string secret;
};

class People {
public:
    explicit People(Database& database);

    base::Result<Actor> add(Actor::Kind kind, const std::string& name, const std::string& email, const std::vector<Grant>& grants, base::Time now);
    base::Result<std::vector<Actor>> list();
    /// By id, name or e-mail address.
    base::Result<Actor> find(const std::string& who);
    /// Also of those who were removed, whose name is gone.
    base::Result<std::string> name_of(const std::string& id);
    base::Result<base::Done> grant(const std::string& id, const std::vector<Grant>& grants);
    base::Result<base::Done> withdraw(const std::string& id, const std::vector<Grant>& grants);
    /// Tokens end at once, name and address are erased. The last who may administer everything stays.
    base::Result<base::Done> remove(const std::string& id, base::Time now);

    base::Result<Issued> issue(const Actor& owner, const std::string& label, const std::vector<base::Scope>& scopes, base::Time now, base::Time expires);
    base::Result<std::vector<Token>> tokens(const std::string& actor);
    base::Result<Token> token(const std::string& id);
    base::Result<base::Done> revoke(const std::string& token, base::Time now);

    base::Result<base::Done> set_password(const std::string& id, const std::string& password);
    /// Nothing: no such person, or another password; one cannot tell which, not even by the time it takes.
    base::Result<std::optional<Issued>> sign_in(const std::string& who, const std::string& password, base::Time now);
    /// For somebody whom an identity provider knows under an address that it has verified, or who is known by a token: then it may do what
    /// the token may, and ends with it.
    base::Result<Issued> start_session(const Actor& actor, base::Time now);

    /// Nothing: no such token, or it has expired, or it was revoked, or its owner was removed.
    /// Asked again within a second, it answers from memory, unless something changed here meanwhile.
    base::Result<std::optional<Actor>> actor_of(std::string_view token, base::Time now);
    /// Whether `actor_of` would answer from memory, at once.
    bool is_known(std::string_view token, base::Time now) const;

private:
    base::Result<std::vector<Grant>> grants_of(const std::string& id);
    base::Result<Actor> actor_from(const Row& row);
    base::Result<base::Done> keep_an_administrator();
    base::Result<Issued> issue(const Actor& owner, Token token);
    bool is_verified(const std::string& key) const;
    void remember_verified(const std::string& key);
    std::string verified_key(std::string_view token) const;

    struct Known {
        Actor actor;
        base::Time asked, until;
    };
    std::optional<Actor> known_actor(const std::string& key, base::Time now) const;
    void remember_known(const std::string& key, Known known, std::uint64_t before);
    std::uint64_t changes() const;
    /// Where who may do what has changed, nothing is known any more.
    void forget();

    Database& database_;
    const std::string key_;         ///< of this process alone
    mutable std::mutex mutex_;
    std::unordered_set<std::string> verified_;  ///< keyed digests of tokens whose slow hash matched, so that it is paid once
    std::unordered_map<std::string, Known> known_;  ///< by the same; of the last second
    std::uint64_t changes_ = 0;
};

}  // namespace records
