// Debian's WordPress with its Akismet plugin, the file of
// clients/examples/wordpress, and the built gateway and winnowd.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/types.h>
#include <sys/wait.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tests/e2e/gateway/gateway_program.h"
#include "tests/support/eventually.h"
#include "tests/support/redis_server.h"

namespace winnow {
namespace {

namespace fs = std::filesystem;
using testing::Pair;
using testing::UnorderedElementsAre;

constexpr char kInstalled[] = "/usr/share/wordpress";
constexpr char kMariadb[] = "/usr/sbin/mariadbd";
constexpr char kNginx[] = "/usr/sbin/nginx";
constexpr char kPhpFpm[] = "/usr/sbin/php-fpm8.2";
constexpr char kScripts[] = WINNOW_SOURCE_DIR "/tests/e2e/gateway/wordpress";
constexpr char kPlugin[] =
    WINNOW_SOURCE_DIR "/clients/examples/wordpress/winnow-akismet.php";

// What of Debian's this machine has not; empty if it has all.
std::string Missing() {
  if (!fs::exists(absl::StrCat(kInstalled, "/wp-load.php"))) return "wordpress";
  if (!fs::exists(kMariadb)) return "mariadb-server-core";
  if (!fs::exists(kNginx)) return "nginx-light";
  if (!fs::exists(kPhpFpm)) return "php-fpm";
  if (RunProgram({"php", "-r", "exit((int) !extension_loaded('mysqli'));"})
          .exit_status != 0) {
    return "php-cli or php-mysql";
  }
  return "";
}

// MariaDB, php-fpm and nginx of the test's own.
class WordPress {
 public:
  WordPress(const std::string& dir, int gateway_port, const std::string& key)
      : dir_(dir + "/wordpress"),
        port_(FreeTcpPort()),
        home_(absl::StrCat("http://127.0.0.1:", port_)) {
    fs::create_directories(dir_);
    StartDatabase();
    CopyFiles(gateway_port, key);
    const ProgramResult installed =
        Php({absl::StrCat(kScripts, "/install.php"), site(), home_});
    EXPECT_EQ(installed.exit_status, 0) << installed.errors << installed.output;
    article_ = std::string(absl::StripAsciiWhitespace(installed.output));
    StartWebServer();
    EXPECT_TRUE(Eventually([this] {
      return HttpClient(port_).Send("GET", "/readme.html").status == 200;
    }));
  }

  ~WordPress() {
    // They end their own processes, if they are asked to.
    for (const pid_t pid : {nginx_, php_, database_}) {
      if (pid <= 0) continue;
      kill(pid, SIGTERM);
      waitpid(pid, nullptr, 0);
    }
  }

  // Posts the form under the article; returns the status. Input: `address` is
  // empty for a reader without one.
  int Comment(const std::string& name, const std::string& address,
              const std::string& text, const std::string& website = "") {
    const std::string form =
        absl::StrCat("comment_post_ID=", article_, "&author=", name,
                     "&email=", address, "&url=", website, "&comment=", text);
    return HttpClient(port_)
        .Send("POST", "/wp-comments-post.php",
              {{"Content-Type", "application/x-www-form-urlencoded"}}, form)
        .status;
  }

  // WordPress' own states of the comments, by name.
  std::map<std::string, std::string> States(bool recheck = false) {
    std::vector<std::string> command = {absl::StrCat(kScripts, "/comments.php"),
                                        site(), home_, article_};
    if (recheck) command.emplace_back("recheck");
    const ProgramResult listed = Php(command);
    EXPECT_EQ(listed.exit_status, 0) << listed.errors;
    std::map<std::string, std::string> states;
    for (const auto line :
         absl::StrSplit(listed.output, '\n', absl::SkipEmpty())) {
      const auto comment = nlohmann::json::parse(std::string(line));
      states[comment["name"].get<std::string>()] =
          comment["state"].get<std::string>();
    }
    return states;
  }

 private:
  std::string site() const { return dir_ + "/site"; }
  std::string socket() const { return dir_ + "/db.sock"; }

  static ProgramResult Php(std::vector<std::string> command) {
    command.insert(command.begin(), {"php", "-d", "sendmail_path=/bin/true"});
    return RunProgram(command);
  }

  void StartDatabase() {
    const std::string data = absl::StrCat("--datadir=", dir_, "/db");
    const ProgramResult made = RunProgram(
        {"mariadb-install-db", "--no-defaults", data, "--user=root",
         "--auth-root-authentication-method=normal", "--skip-test-db"});
    EXPECT_EQ(made.exit_status, 0) << made.errors;
    database_ =
        StartProgram({kMariadb, "--no-defaults", data, "--socket=" + socket(),
                      "--skip-networking", "--user=root",
                      absl::StrCat("--pid-file=", dir_, "/db.pid")},
                     dir_ + "/db.log");
    EXPECT_TRUE(Eventually([this] {
      return RunProgram({"mariadb", "--no-defaults", "--user=root",
                         "--socket=" + socket(), "-e",
                         "CREATE DATABASE IF NOT EXISTS wordpress"})
                 .exit_status == 0;
    }));
  }

  void StartWebServer() {
    const std::string php_socket = dir_ + "/php.sock";
    std::ofstream(dir_ + "/php.conf")
        << "[global]\n"
        << "error_log = " << dir_ << "/php.log\n"
        << "[wordpress]\n"
        << "listen = " << php_socket << "\n"
        << "user = root\n"  // heeded of root alone
        << "pm = static\n"
        << "pm.max_children = 2\n"
        << "php_admin_value[sendmail_path] = /bin/true\n";
    php_ = StartProgram({kPhpFpm, "--nodaemonize", "--allow-to-run-as-root",
                         "--fpm-config", dir_ + "/php.conf"},
                        dir_ + "/php.out");
    std::ofstream(dir_ + "/nginx.conf")
        << "daemon off;\n"
        << "master_process off;\n"
        << "pid " << dir_ << "/nginx.pid;\n"
        << "events {}\n"
        << "http {\n"
        << "  include /etc/nginx/mime.types;\n"
        << "  access_log off;\n"
        << "  client_body_temp_path " << dir_ << "/nginx-body;\n"
        << "  fastcgi_temp_path " << dir_ << "/nginx-fastcgi;\n"
        << "  proxy_temp_path " << dir_ << "/nginx-proxy;\n"
        << "  scgi_temp_path " << dir_ << "/nginx-scgi;\n"
        << "  uwsgi_temp_path " << dir_ << "/nginx-uwsgi;\n"
        << "  server {\n"
        << "    listen 127.0.0.1:" << port_ << ";\n"
        << "    root " << site() << ";\n"
        << "    index index.php;\n"
        << "    location / { try_files $uri $uri/ /index.php?$args; }\n"
        << "    location ~ \\.php$ {\n"
        << "      include /etc/nginx/fastcgi_params;\n"
        << "      fastcgi_param SCRIPT_FILENAME "
        << "$document_root$fastcgi_script_name;\n"
        << "      fastcgi_pass unix:" << php_socket << ";\n"
        << "    }\n"
        << "  }\n"
        << "}\n";
    nginx_ = StartProgram(
        {kNginx, "-e", dir_ + "/nginx.log", "-c", dir_ + "/nginx.conf"},
        dir_ + "/nginx.out");
    EXPECT_TRUE(Eventually([&] { return fs::exists(php_socket); }));
  }

  void CopyFiles(int gateway_port, const std::string& key) {
    // Debian's parts of it are links to other packages.
    const ProgramResult copied = RunProgram({"cp", "-rL", kInstalled, site()});
    EXPECT_EQ(copied.exit_status, 0) << copied.errors;
    fs::remove(site() + "/wp-config.php");
    std::ofstream(site() + "/wp-config.php")
        << "<?php\n"
        << "define( 'DB_NAME', 'wordpress' );\n"
        << "define( 'DB_USER', 'root' );\n"
        << "define( 'DB_PASSWORD', '' );\n"
        << "define( 'DB_HOST', 'localhost:" << socket() << "' );\n"
        << "define( 'DB_CHARSET', 'utf8mb4' );\n"
        << "define( 'DB_COLLATE', '' );\n"
        // Nothing but the gateway is ever asked.
        << "define( 'WP_HTTP_BLOCK_EXTERNAL', true );\n"
        << "define( 'WP_ACCESSIBLE_HOSTS', '127.0.0.1' );\n"
        << "define( 'DISABLE_WP_CRON', true );\n"
        << "define( 'WINNOW_GATEWAY', 'http://127.0.0.1:" << gateway_port
        << "' );\n"
        << "define( 'WPCOM_API_KEY', '" << key << "' );\n"
        << "$table_prefix = 'wp_';\n"
        << "defined( 'ABSPATH' ) || define( 'ABSPATH', __DIR__ . '/' );\n"
        << "require_once ABSPATH . 'wp-settings.php';\n";
    const std::string plugins = site() + "/wp-content/mu-plugins";
    fs::create_directories(plugins);
    fs::copy_file(kPlugin, plugins + "/winnow-akismet.php");
    // One address writes all of them.
    std::ofstream(plugins + "/no-flood.php")
        << "<?php\n"
        << "add_filter( 'comment_flood_filter', '__return_false', 99 );\n"
        << "add_filter( 'wp_is_comment_flood', '__return_false', 99 );\n";
  }

  const std::string dir_;
  const int port_;
  const std::string home_;
  std::string article_;
  pid_t database_ = -1;
  pid_t php_ = -1;
  pid_t nginx_ = -1;
};

TEST(WordPressOfDebian, PublishesWhatWinnowSays) {
  const std::string missing = Missing();
  if (!missing.empty()) {
    GTEST_SKIP() << "the package " << missing << " is not installed";
  }
  WinnowSystem system;
  GatewayProgram gateway(system);
  const auto winnow = [&system](const std::vector<std::string>& arguments) {
    const ProgramResult ended = system.Winnow(arguments, "daily");
    EXPECT_EQ(ended.exit_status, 0) << arguments[0] << ended.errors;
    return ended.output;
  };
  winnow({"lists", "add", "rude", "zeppelin", "--kind", "banned"});
  winnow({"lists", "add", "odd", "umbrella", "--kind", "suspect"});
  WordPress wordpress(system.dir(), gateway.port(), gateway.site_key());
  const auto address = [](const std::string& name) {
    return name + "%40mail.example";
  };
  EXPECT_EQ(wordpress.Comment("ann", address("ann"), "I+like+the+bridge."),
            302);
  EXPECT_EQ(wordpress.Comment("ben", address("ben"),
                              "A+%3Cb%3Ezeppelin%3C%2Fb%3E%21"),
            302);
  EXPECT_EQ(wordpress.Comment("dan", "", "That+umbrella."), 302);
  EXPECT_EQ(wordpress.Comment("cem", address("cem"),
                              "It%27s+my+%3Cem%3E%22umbrella%22%3C%2Fem%3E+%26+"
                              "%3Cp%3Ehat.%3C%2Fp%3E",
                              "www.hats.example"),
            302);
  EXPECT_THAT(wordpress.States(),
              UnorderedElementsAre(Pair("ann", "approved"), Pair("ben", "spam"),
                                   Pair("dan", "unapproved"),
                                   Pair("cem", "unapproved")));
  // Nobody has decided: it waits on, and is there once. What Winnow does not
  // keep is left to WordPress' spam folder, or it would stand in the way.
  EXPECT_THAT(
      wordpress.States(/*recheck=*/true),
      UnorderedElementsAre(Pair("ann", "approved"), Pair("ben", "spam"),
                           Pair("dan", "spam"), Pair("cem", "unapproved")));
  const auto client = system.MakeClient("", "daily");
  v1::SearchCommentsRequest request;
  request.set_site("daily");
  request.set_filter("state=held");
  const auto held = client->Call(kSearchComments, request);
  ASSERT_TRUE(held.ok()) << held.status();
  ASSERT_EQ(held->comments_size(), 1);
  const v1::Comment& comment = held->comments(0).comment();
  EXPECT_EQ(comment.body(), "It's my \"umbrella\" & hat.");
  EXPECT_EQ(comment.website(), "http://www.hats.example");
  winnow({"approve", comment.name()});
  EXPECT_EQ(wordpress.States(/*recheck=*/true)["cem"], "approved");
}

}  // namespace
}  // namespace winnow
