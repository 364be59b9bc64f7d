#include "service/privacy/secret_bytes.h"

#include <sodium.h>

#include <cstring>
#include <new>
#include <utility>

#include "service/privacy/crypto.h"

namespace winnow {

SecretBytes::SecretBytes(size_t size) : size_(size) {
  InitSodium();
  bytes_.reset(static_cast<uint8_t*>(sodium_malloc(size)));
  if (bytes_ == nullptr) throw std::bad_alloc();
  memset(bytes_.get(), 0, size);
}

SecretBytes::SecretBytes(SecretBytes&& other) noexcept
    : bytes_(std::move(other.bytes_)), size_(std::exchange(other.size_, 0)) {}

SecretBytes& SecretBytes::operator=(SecretBytes&& other) noexcept {
  bytes_ = std::move(other.bytes_);
  size_ = std::exchange(other.size_, 0);
  return *this;
}

void SecretBytes::Free::operator()(uint8_t* bytes) const { sodium_free(bytes); }

}  // namespace winnow
