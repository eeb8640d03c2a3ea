#include "app/serving.h"

#include <chrono>
#include <iostream>
#include <thread>

#include <boost/json.hpp>

#include "base/json.h"
#include "http/log_writer.h"
#include "http/pages.h"
#include "http/router.h"
#include "operations/retraining/retrainings.h"
#include "operations/retraining/runner.h"
#include "operations/service/keeper.h"
#include "operations/service/service.h"

namespace app {

namespace {

std::string line_of(const http::Logged& logged, base::Time now) {
    return base::json::serialize(base::json::object{{"time", base::format(now)}, {"request", logged.request}, {"address", logged.address}, {"method", logged.method}, {"path", logged.target}, {"operation", logged.operation},
                                                    {"actor", logged.actor}, {"status", logged.status}, {"seconds", logged.seconds}, {"bytes", logged.bytes}});
}

/// Where a program on this machine reaches the server: one that listens everywhere listens here too.
std::string here(const operations::Listening& listening, bool encrypted, std::uint16_t port) {
    const bool everywhere = listening.host == "0.0.0.0" || listening.host == "::";
    const std::string host = everywhere ? "127.0.0.1" : listening.host.find(':') == std::string::npos ? listening.host : "[" + listening.host + "]";
    return (encrypted ? "https://" : "http://") + host + ":" + std::to_string(port);
}

}  // namespace

base::Result<base::Done> serve(operations::Service& service, const operations::Listening& listening, base::Time (*clock)(), const std::atomic<bool>& stop) {
    http::LogWriter log(std::cerr);
    http::Router router(service, clock, [&](const http::Logged& logged) { log.put(line_of(logged, clock())); }, stop);
    const bool encrypted = !listening.certificate.empty();
    ASSIGN_OR_RETURN(const auto server, http::Server::start({.host = listening.host, .port = listening.port, .certificate = listening.certificate, .key = listening.key}, router));
    operations::Keeper keeper(service);
    keeper.start();
    operations::RetrainingRunner retrainings(service);
    service.retrainings().reached_at(here(listening, encrypted, server->port()));
    retrainings.start();
    service.telemetry().connections([&server] { return server->connections(); });
    std::string said = std::string("Charter serves at ") + (encrypted ? "https://" : "http://") + listening.host + ":" + std::to_string(server->port()) + "\n";
    if (http::page_count() > 0) said += "Open its pages in a browser: " + here(listening, encrypted, server->port()) + "/\n";
    std::cout << said << std::flush;  // at once: who waits for the first line has the second
    while (!stop) std::this_thread::sleep_for(std::chrono::milliseconds(50));
    server->stop();
    retrainings.stop();
    keeper.stop();
    service.telemetry().connections({});
    return base::Done{};
}

}  // namespace app
