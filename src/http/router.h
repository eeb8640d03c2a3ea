#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/token_bucket.h"
#include "http/feedback_pages.h"
#include "http/kept_replies.h"
#include "http/server.h"
#include "operations/operation.h"
#include "protocols/mlflow/interface.h"

/// From requests to operations and back: who asks, what for, with which arguments, and whether they may. Knows how an operation is
/// spelled in HTTP, and nothing of sockets.
///
///   GET    /v1/products/alerts/scorecard?as_of=2001-03-31     path and query are arguments, by their names
///   POST   /v1/people    {"name": "R. Example"}               so are the members of a JSON body
///   POST   /v1/charters  ...                                  unless the operation takes the body itself
///
/// Whoever asks is known by `Authorization: Bearer TOKEN`, by Basic with the token as the password, by `X-API-Key`, or by a session's cookie.
/// What failed is answered with {"error": {"fault", "what", "next", "request"}}, or as the protocol has it that was spoken (foreign.h).
namespace http {

/// One line of the log, for one request.
struct Logged {
    std::string request, address, method, target, operation, actor;
    int status = 0;
    double seconds = 0;
    std::size_t bytes = 0;  ///< of the body that was sent to us
};

class Router : public Handler {
public:
    /// `stop`: what takes long ends soon once it is true.
    Router(operations::Service& service, std::function<base::Time()> clock, std::function<void(const Logged&)> log, const std::atomic<bool>& stop);

    std::optional<Answer> admit(Asked& asked) override;
    Answer handle(const Asked& asked) override;
    bool answers_at_once(const Asked& asked) const override;
    bool admits_at_once(const Asked& asked) const override;
    bool shares(const Asked& asked) const override;
    std::vector<Answer> handle_together(std::span<const Asked* const> asked) override;
    std::optional<base::Result<base::PartFile>> part_for(const Asked& asked) override;
    std::uint64_t file_bytes_max() const override;
    Answer refuse(int status, std::string what, std::string next) override;

private:
    struct Admitted;
    Answer failed(const Asked& asked, const Admitted& admitted, const base::Error& error) const;
    base::Result<base::Done> find_operation(const Asked& asked, Admitted& admitted) const;
    base::Result<base::Done> identify(const Asked& asked, Admitted& admitted);
    base::Result<base::Done> know(const Asked& asked, Admitted& admitted, std::span<const base::Scope> needed, const std::string& product);
    Answer finished(const Asked& asked, const Admitted& admitted, Answer answer) const;
    protocols::mlflow::Reply mlflow_reply(const Asked& asked, const Admitted& admitted) const;
    Answer answer_of(const Asked& asked, const Admitted& admitted, protocols::mlflow::Reply reply) const;
    Answer handle_mlflow(const Asked& asked, const Admitted& admitted);
    std::shared_ptr<const std::string> kept_for(const Asked& asked) const;

    std::optional<Answer> preflight(const Asked& asked, const Admitted& admitted);
    void let_pages_ask(const Asked& asked, Answer& answer) const;

    base::Result<base::Done> not_too_often(const Asked& asked, const std::string& token);
    base::Result<base::Done> evaluations_not_too_often(const std::string& who);

    operations::Service& service_;
    FeedbackPages feedback_;
    KeptReplies kept_;  ///< of MLflow's clients, about registered models
    base::TokenBuckets requests_, refusals_, evaluations_, logged_;  ///< by token or address
    std::function<base::Time()> clock_;
    std::function<void(const Logged&)> log_;
    const std::atomic<bool>& stop_;
};

}  // namespace http
