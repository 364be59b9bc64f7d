#include "clients/gateway/form_token.h"

#include <sodium.h>

#include <array>
#include <cstdint>

#include "absl/strings/escaping.h"

namespace winnow {
namespace {

constexpr size_t kTimeBytes = 8;
constexpr size_t kMarkBytes = 16;
constexpr size_t kTokenChars = 32;
// Nothing else is made of an API key under this name.
constexpr absl::string_view kPurpose = "winnow-gateway form token 1\n";

using TimeBytes = std::array<uint8_t, kTimeBytes>;
using Mark = std::array<uint8_t, kMarkBytes>;

const uint8_t* BytesOf(absl::string_view text) {
  return reinterpret_cast<const uint8_t*>(text.data());
}

Mark MarkOf(const GatewaySite& site, absl::string_view thread_id,
            const TimeBytes& time) {
  std::array<uint8_t, crypto_generichash_KEYBYTES> key;
  crypto_generichash_state state;
  crypto_generichash_init(&state, nullptr, 0, key.size());
  crypto_generichash_update(&state, BytesOf(kPurpose), kPurpose.size());
  crypto_generichash_update(&state, BytesOf(site.key), site.key.size());
  crypto_generichash_final(&state, key.data(), key.size());
  Mark mark;
  crypto_generichash_init(&state, key.data(), key.size(), mark.size());
  crypto_generichash_update(&state, time.data(), time.size());
  // A site's id has no line end in it.
  crypto_generichash_update(&state, BytesOf(site.id), site.id.size());
  crypto_generichash_update(&state, BytesOf("\n"), 1);
  crypto_generichash_update(&state, BytesOf(thread_id), thread_id.size());
  crypto_generichash_final(&state, mark.data(), mark.size());
  sodium_memzero(key.data(), key.size());
  sodium_memzero(&state, sizeof(state));
  return mark;
}

}  // namespace

std::string MakeFormToken(const GatewaySite& site, absl::string_view thread_id,
                          absl::Time now) {
  const auto ms = static_cast<uint64_t>(absl::ToUnixMillis(now));
  TimeBytes time;
  for (size_t i = 0; i < kTimeBytes; ++i) {
    time[i] = static_cast<uint8_t>(ms >> (8 * (kTimeBytes - 1 - i)));
  }
  const Mark mark = MarkOf(site, thread_id, time);
  std::string bytes(time.begin(), time.end());
  bytes.append(mark.begin(), mark.end());
  return absl::WebSafeBase64Escape(bytes);
}

FormAge ReadFormToken(const GatewaySite& site, absl::string_view thread_id,
                      absl::string_view token, absl::Time now) {
  if (token.empty()) return {"missing", std::nullopt};
  std::string bytes;
  if (token.size() != kTokenChars ||
      !absl::WebSafeBase64Unescape(token, &bytes) ||
      bytes.size() != kTimeBytes + kMarkBytes) {
    return {"bad", std::nullopt};
  }
  TimeBytes time;
  uint64_t ms = 0;
  for (size_t i = 0; i < kTimeBytes; ++i) {
    time[i] = static_cast<uint8_t>(bytes[i]);
    ms = ms << 8 | time[i];
  }
  const Mark mark = MarkOf(site, thread_id, time);
  if (sodium_memcmp(mark.data(), bytes.data() + kTimeBytes, mark.size()) != 0) {
    return {"bad", std::nullopt};
  }
  // Signed, so it is a time that a gateway had.
  const absl::Duration age =
      now - absl::FromUnixMillis(static_cast<int64_t>(ms));
  if (age < absl::ZeroDuration()) return {"bad", std::nullopt};
  if (age > kFormTokenLife) return {"old", std::nullopt};
  return {"good", age};
}

}  // namespace winnow
