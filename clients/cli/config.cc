#include "clients/cli/config.h"

#include <pwd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <system_error>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "clients/cpp/options.h"

namespace winnow {
namespace {

constexpr char kDefaultAddress[] = "127.0.0.1:7420";

// A configuration has six lines; more is another file.
constexpr size_t kConfigBytesMax = size_t{64} * 1024;

std::string HomeOf(const std::string& user) {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): before any thread starts.
  const passwd* entry = getpwnam(user.c_str());
  return entry != nullptr ? entry->pw_dir : "";
}

std::string FirstOf(const std::string& a, const std::string& b,
                    const std::string& c) {
  if (!a.empty()) return a;
  return b.empty() ? c : b;
}

// Absent if there is no such file.
absl::StatusOr<std::optional<Settings>> ReadConfig(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  std::string text(kConfigBytesMax, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<size_t>(file.gcount()));
  absl::StatusOr<Settings> parsed =
      ParseConfig(text, std::filesystem::path(path).parent_path().string());
  if (!parsed.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat(path, ": ", parsed.status().message()));
  }
  return *std::move(parsed);
}

}  // namespace

std::string SystemEnvironment(const char* name) {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing here sets variables.
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

Places FindPlaces(Environment environment, bool is_root) {
  const std::string sudo_user = environment("SUDO_USER");
  std::string home = environment("HOME");
  std::string config = environment("XDG_CONFIG_HOME");
  std::string state = environment("XDG_STATE_HOME");
  if (is_root && !sudo_user.empty()) {
    if (std::string theirs = HomeOf(sudo_user); !theirs.empty()) {
      home = std::move(theirs);
      config.clear();
      state.clear();
    }
  }
  // The standard says that a relative path is to be ignored.
  if (!absl::StartsWith(config, "/")) config = absl::StrCat(home, "/.config");
  if (!absl::StartsWith(state, "/")) {
    state = absl::StrCat(home, "/.local/state");
  }
  return {absl::StrCat(config, "/winnow/config"),
          absl::StrCat(state, "/winnow")};
}

absl::StatusOr<Settings> ParseConfig(absl::string_view text,
                                     absl::string_view directory) {
  Settings settings;
  int number = 0;
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    ++number;
    line = absl::StripAsciiWhitespace(line);
    if (line.empty() || line.front() == '#') continue;
    const size_t equals = line.find('=');
    const absl::string_view name =
        absl::StripAsciiWhitespace(line.substr(0, equals));
    std::string value;
    if (equals != absl::string_view::npos) {
      value = std::string(absl::StripAsciiWhitespace(line.substr(equals + 1)));
    }
    const bool is_file = name == "key_file" || name == "ca" || name == "cert" ||
                         name == "cert_key";
    if (is_file && !value.empty() && value.front() != '/') {
      value = absl::StrCat(directory, "/", value);
    }
    if (name == "address") {
      settings.address = value;
    } else if (name == "site") {
      settings.site = value;
    } else if (name == "key_file") {
      settings.key_file = value;
    } else if (name == "ca") {
      settings.ca = value;
    } else if (name == "cert") {
      settings.cert = value;
    } else if (name == "cert_key") {
      settings.cert_key = value;
    } else {
      return absl::InvalidArgumentError(absl::StrCat(
          "line ", number,
          " is not one of address=, key_file=, site=, ca=, cert=, cert_key="));
    }
  }
  return settings;
}

Settings MergeSettings(const Settings& flags, Environment environment,
                       const Settings& file) {
  Settings merged;
  merged.address =
      FirstOf(flags.address, environment("WINNOW_ADDRESS"), file.address);
  if (merged.address.empty()) merged.address = kDefaultAddress;
  merged.key_file =
      FirstOf(flags.key_file, environment("WINNOW_KEY_FILE"), file.key_file);
  merged.site = FirstOf(flags.site, environment("WINNOW_SITE"), file.site);
  merged.ca = flags.ca;
  merged.cert = flags.cert;
  merged.cert_key = flags.cert_key;
  // The file's certificates are for other machines or the address it names;
  // the socket or loopback that somebody asked for instead has no TLS.
  if (merged.address == FirstOf(file.address, "", kDefaultAddress) ||
      !IsLocalAddress(merged.address)) {
    merged.ca = FirstOf(flags.ca, "", file.ca);
    merged.cert = FirstOf(flags.cert, "", file.cert);
    merged.cert_key = FirstOf(flags.cert_key, "", file.cert_key);
  }
  return merged;
}

absl::StatusOr<Settings> LoadSettings(const Settings& flags,
                                      Environment environment,
                                      const Places& places) {
  const auto own = ReadConfig(places.config_file);
  if (!own.ok()) return own.status();
  if (*own) return MergeSettings(flags, environment, **own);
  const auto shared = ReadConfig(places.system_config_file);
  if (!shared.ok()) return shared.status();
  const Settings file = shared->value_or(Settings());
  Settings merged = MergeSettings(flags, environment, file);
  if (!file.key_file.empty() && merged.key_file == file.key_file &&
      access(file.key_file.c_str(), R_OK) != 0 && errno == EACCES) {
    return absl::PermissionDeniedError(absl::StrCat(
        "the key that ", places.system_config_file,
        " names is for root: run this with sudo, or write key_file=FILE with a "
        "key of yours into ",
        places.config_file));
  }
  return merged;
}

}  // namespace winnow
