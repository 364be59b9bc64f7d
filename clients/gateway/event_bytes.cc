#include "clients/gateway/event_bytes.h"

#include <memory>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/gateway/json_answers.h"

namespace winnow {
namespace {

constexpr int kRetryMsMin = 3000;
constexpr int kRetryMsMax = 8000;

EventStream::Bytes MakeBytes(std::string text) {
  return std::make_shared<const std::string>(std::move(text));
}

// JSON on one line: no line end in it is plain.
EventStream::Bytes MakeEvent(absl::string_view type, absl::string_view json) {
  return MakeBytes(absl::StrCat("event: ", type, "\ndata: ", json, "\n\n"));
}

}  // namespace

EventStream::Bytes RetryBytes() {
  thread_local std::minstd_rand random{std::random_device()()};
  std::uniform_int_distribution<int> wait_ms(kRetryMsMin, kRetryMsMax);
  return MakeBytes(absl::StrCat("retry: ", wait_ms(random), "\n\n"));
}

const EventStream::Bytes& ReadyBytes() {
  static const auto* bytes = new EventStream::Bytes(MakeEvent("ready", "{}"));
  return *bytes;
}

const EventStream::Bytes& ReloadBytes() {
  static const auto* bytes = new EventStream::Bytes(MakeEvent("reload", "{}"));
  return *bytes;
}

EventBytes BytesOf(const v1::Event& event) {
  switch (event.type()) {
    case v1::Event::APPROVED:
    case v1::Event::EDITED:
      if (event.comment().state() != v1::Comment::APPROVED) return {};
      return {"comment", MakeEvent("comment", ToJson(event.comment()))};
    case v1::Event::RETRACTED: {
      const std::string& name = event.comment_name();
      nlohmann::json json = {{"id", name.substr(name.rfind('/') + 1)}};
      return {"retract",
              MakeEvent("retract",
                        json.dump(-1, ' ', false,
                                  nlohmann::json::error_handler_t::replace))};
    }
    default:
      return {};
  }
}

}  // namespace winnow
