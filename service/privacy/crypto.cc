#include "service/privacy/crypto.h"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "service/base/bytes.h"

namespace winnow {

void InitSodium() {
  static const bool ready = sodium_init() >= 0;
  // Going on would mean keys nobody can vouch for.
  if (!ready) std::abort();
}

std::string Seal(std::span<const uint8_t> key, absl::string_view bound,
                 std::span<const uint8_t> plaintext, Random& random) {
  std::string sealed(plaintext.size() + kSealOverheadBytes, '\0');
  auto* const out = reinterpret_cast<uint8_t*>(sealed.data());
  random.Fill({out, kNonceBytes});
  crypto_aead_xchacha20poly1305_ietf_encrypt(
      out + kNonceBytes, nullptr, plaintext.data(), plaintext.size(),
      AsBytes(bound).data(), bound.size(), nullptr, out, key.data());
  return sealed;
}

bool Unseal(std::span<const uint8_t> key, absl::string_view bound,
            absl::string_view sealed, std::span<uint8_t> plaintext) {
  if (sealed.size() != plaintext.size() + kSealOverheadBytes) return false;
  const uint8_t* const in = AsBytes(sealed).data();
  return crypto_aead_xchacha20poly1305_ietf_decrypt(
             plaintext.data(), nullptr, nullptr, in + kNonceBytes,
             sealed.size() - kNonceBytes, AsBytes(bound).data(), bound.size(),
             in, key.data()) == 0;
}

KeyedHash::KeyedHash(std::span<const uint8_t> key, absl::string_view purpose,
                     size_t bytes)
    : bytes_(bytes) {
  std::array<uint8_t, crypto_generichash_blake2b_PERSONALBYTES> personal = {};
  std::copy_n(purpose.begin(), std::min(purpose.size(), personal.size()),
              personal.begin());
  crypto_generichash_blake2b_init_salt_personal(&state_, key.data(), key.size(),
                                                bytes, /*salt=*/nullptr,
                                                personal.data());
}

// The state begins with the key's own block.
KeyedHash::~KeyedHash() { sodium_memzero(&state_, sizeof(state_)); }

KeyedHash& KeyedHash::Add(absl::string_view bytes) {
  crypto_generichash_blake2b_update(&state_, AsBytes(bytes).data(),
                                    bytes.size());
  return *this;
}

KeyedHash& KeyedHash::AddText(absl::string_view text) {
  std::string length;
  AppendBigEndian32(static_cast<uint32_t>(text.size()), length);
  return Add(length).Add(text);
}

std::string KeyedHash::Finish() {
  std::string hash(bytes_, '\0');
  crypto_generichash_blake2b_final(
      &state_, reinterpret_cast<uint8_t*>(hash.data()), hash.size());
  return hash;
}

std::string ShortHash(std::span<const uint8_t> key, absl::string_view text,
                      size_t bytes) {
  std::string hash(kShortHashBytes, '\0');
  crypto_shorthash_siphashx24(reinterpret_cast<uint8_t*>(hash.data()),
                              AsBytes(text).data(), text.size(), key.data());
  hash.resize(bytes);
  return hash;
}

}  // namespace winnow
