// Sends requests to winnow-gateway and prints what it measured as one line of
// JSON. See --help and http_load.h.

#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/flags/usage.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "tests/bench/http_load.h"
#include "tests/bench/submission_maker.h"

ABSL_FLAG(int, port, 7480, "the gateway's port on 127.0.0.1");
ABSL_FLAG(std::string, mode, "submit",
          "submit (comments around --sites), fill (50 comments into one "
          "thread), analyze (comments:analyze), list (50 comments of that "
          "thread) or unchanged (the same with its ETag)");
ABSL_FLAG(std::vector<std::string>, sites, {"bench"},
          "sites the comments go around; the first is the one of other modes");
ABSL_FLAG(std::string, key_dir, "",
          "directory with a file SITE.key for each site; without it no key is "
          "sent, which list and unchanged can do without");
ABSL_FLAG(int, connections, 64, "connections to the gateway");
ABSL_FLAG(double, rate, 0, "open loop: requests a second; 0: closed loop");
ABSL_FLAG(double, warm_up, 1, "seconds before measuring");
ABSL_FLAG(double, seconds, 5, "seconds to measure");
ABSL_FLAG(uint64_t, body_bytes, 280, "length of each text");
ABSL_FLAG(uint64_t, seed, 1, "other seeds send other comments");
ABSL_FLAG(std::string, cpu_of, "",
          "processes whose CPU time a call is told, NAME:PID,NAME:PID");

namespace winnow {
namespace {

constexpr uint64_t kListed = 50;
constexpr char kThread[] = "listed";

int Fail(const absl::Status& status) {
  const std::string message(status.message());
  fprintf(stderr, "gateway_load: %s\n", message.c_str());
  return 1;
}

// Makes the requests of a mode.
class Requests {
 public:
  Requests(SubmissionShape shape, std::vector<std::string> keys)
      : site_(shape.sites[0]), maker_(shape), keys_(std::move(keys)) {}

  HttpLoadRequest Submit(uint64_t number, const char* thread) const {
    v1::SubmitCommentRequest made;
    maker_.Make(number, made);
    const std::string id = thread == nullptr ? made.thread().id() : thread;
    const nlohmann::json json = {
        {"thread",
         {{"id", id},
          {"url", absl::StrCat("https://news.example/articles/", id)},
          {"title", made.thread().title()},
          {"section", made.thread().section()}}},
        {"display_name", made.display_name()},
        {"email", made.email()},
        {"body", made.body()},
        {"network_address", made.network_address()},
        {"user_agent", made.user_agent()},
        {"form_evidence",
         {{"seconds_spent", made.form_evidence().seconds_spent()}}},
        {"language", made.language()},
        {"request_id", made.request_id()}};
    return Post(absl::StrCat("/v1/sites/", made.site(), "/comments"),
                json.dump(), maker_.SiteOf(number));
  }

  HttpLoadRequest Analyze(uint64_t number) const {
    v1::SubmitCommentRequest made;
    maker_.Make(number, made);
    const nlohmann::json json = {{"comment", {{"text", made.body()}}},
                                 {"requestedAttributes",
                                  {{"TOXICITY", nlohmann::json::object()},
                                   {"SPAM", nlohmann::json::object()}}},
                                 {"doNotStore", true}};
    return Post("/v1alpha1/comments:analyze", json.dump(), 0);
  }

  HttpLoadRequest List(const std::string& etag) const {
    HttpLoadRequest request{.target =
                                absl::StrCat("/v1/sites/", site_,
                                             "/comments?thread_id=", kThread,
                                             "&page_size=", kListed)};
    if (!keys_.empty()) AddKey(0, request);
    if (!etag.empty()) request.headers.emplace_back("If-None-Match", etag);
    return request;
  }

 private:
  HttpLoadRequest Post(std::string target, std::string body,
                       size_t site) const {
    HttpLoadRequest request{.method = "POST",
                            .target = std::move(target),
                            .headers = {{"Content-Type", "application/json"}},
                            .body = std::move(body)};
    AddKey(site, request);
    return request;
  }

  void AddKey(size_t site, HttpLoadRequest& request) const {
    request.headers.emplace_back("Authorization",
                                 absl::StrCat("Bearer ", keys_[site]));
  }

  const std::string site_;
  const SubmissionMaker maker_;
  const std::vector<std::string> keys_;
};

// Tells whether all answers were of one status.
bool AreAll(const HttpLoadResult& result, int status) {
  return result.statuses.size() == 1 &&
         result.statuses.begin()->first == status;
}

int RunMode() {
  SubmissionShape shape;
  shape.sites = absl::GetFlag(FLAGS_sites);
  shape.body_bytes = absl::GetFlag(FLAGS_body_bytes);
  shape.seed = absl::GetFlag(FLAGS_seed);
  const std::string mode = absl::GetFlag(FLAGS_mode);
  const std::string key_dir = absl::GetFlag(FLAGS_key_dir);
  const bool reads = mode == "list" || mode == "unchanged";
  if (shape.sites.empty() || absl::GetFlag(FLAGS_connections) <= 0 ||
      (key_dir.empty() && !reads)) {
    return Fail(absl::InvalidArgumentError(
        "--sites, --connections and, but for reads, --key_dir must be given"));
  }
  std::vector<std::string> keys;
  for (const std::string& site : shape.sites) {
    if (key_dir.empty()) break;
    const std::string file = absl::StrCat(key_dir, "/", site, ".key");
    if (!(std::ifstream(file) >> keys.emplace_back())) {
      return Fail(absl::NotFoundError(absl::StrCat("no key in ", file)));
    }
  }
  const Requests requests(shape, std::move(keys));
  HttpLoadOptions options;
  options.port = absl::GetFlag(FLAGS_port);
  options.connections = absl::GetFlag(FLAGS_connections);
  options.rate = absl::GetFlag(FLAGS_rate);
  options.warm_up = absl::Seconds(absl::GetFlag(FLAGS_warm_up));
  options.measured = absl::Seconds(absl::GetFlag(FLAGS_seconds));
  auto watched = ParseWatched(absl::GetFlag(FLAGS_cpu_of));
  if (!watched.ok()) return Fail(watched.status());
  options.watched = *std::move(watched);
  int expected = 200;
  std::string etag;
  if (mode == "submit") {
    expected = 201;
    options.make = [&](uint64_t number) {
      return requests.Submit(number, nullptr);
    };
  } else if (mode == "fill") {
    expected = 201;
    options.connections = 1;
    options.calls = kListed;
    options.make = [&](uint64_t number) {
      return requests.Submit(number, kThread);
    };
  } else if (mode == "analyze") {
    options.make = [&](uint64_t number) { return requests.Analyze(number); };
  } else if (reads) {
    // What is listed must be there, or the figure is of an empty list.
    HttpLoadOptions once = options;
    once.connections = 1;
    once.rate = 0;
    once.calls = 1;
    once.make = [&](uint64_t) { return requests.List(""); };
    const auto first = RunHttpLoad(once);
    if (!first.ok()) return Fail(first.status());
    const auto json = nlohmann::json::parse(first->body, nullptr,
                                            /*allow_exceptions=*/false);
    if (!json.is_object() || !json.contains("comments") ||
        json["comments"].size() != kListed) {
      return Fail(absl::NotFoundError("there are no 50 comments to list"));
    }
    if (mode == "unchanged") {
      etag = first->etag;
      expected = 304;
    }
    options.make = [&](uint64_t) { return requests.List(etag); };
  } else {
    return Fail(absl::InvalidArgumentError("--mode: see --help"));
  }
  const auto result = RunHttpLoad(options);
  if (!result.ok()) return Fail(result.status());
  printf("%s\n", ToJson(*result).c_str());
  if (AreAll(*result, expected)) return 0;
  return Fail(
      absl::InternalError(absl::StrCat("not every answer was ", expected)));
}

}  // namespace
}  // namespace winnow

int main(int argc, char** argv) {
  absl::SetProgramUsageMessage("sends requests to winnow-gateway and measures");
  absl::ParseCommandLine(argc, argv);
  return winnow::RunMode();
}
