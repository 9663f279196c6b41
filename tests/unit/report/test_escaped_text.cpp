#include "netseam/report/escaped_text.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace netseam::report;

TEST_CASE("text for HTML can neither open an element nor leave an attribute", "[serial]") {
  REQUIRE(html_text("</script><img src=x onerror='a()'>") ==
          "&lt;/script&gt;&lt;img src=x onerror=&#39;a()&#39;&gt;");
  REQUIRE(html_text("a\"b & c") == "a&quot;b &amp; c");
  REQUIRE(html_text("two\nlines\t") == "two\nlines\t");
  REQUIRE(html_text("\xc3\xa9t\xc3\xa9") == "\xc3\xa9t\xc3\xa9");
}

TEST_CASE("control characters and turned text become the replacement character", "[serial]") {
  const std::string replaced =
      "a\xef\xbf\xbd"
      "b";
  REQUIRE(html_text(std::string("a\0b", 3)) == replaced);
  REQUIRE(html_text("a\x1b"
                    "b") == replaced);
  REQUIRE(html_text("a\xe2\x80\xae"
                    "b") == replaced);
  REQUIRE(html_text("a\xe2\x81\xa6"
                    "b") == replaced);
  REQUIRE(html_text("a\xe2\x80\x93"
                    "b") ==
          "a\xe2\x80\x93"
          "b");
}

TEST_CASE("JSON inside a script element keeps its meaning and cannot end the element", "[serial]") {
  const std::string name = "</script><!-- & \xe2\x80\xa8\xe2\x80\xa9 \"quoted\"";
  const std::string written = script_json(nlohmann::json{{"name", name}}.dump());
  for (const char* part : {"<", ">", "&", "\xe2\x80\xa8", "\xe2\x80\xa9"})
    REQUIRE(written.find(part) == std::string::npos);
  REQUIRE(nlohmann::json::parse(written)["name"] == name);
}

TEST_CASE("a script cannot end its element", "[serial]") {
  REQUIRE(script_source("a = '</ScRiPt>' + '<!-- ' + '<script'; b = a < c;") ==
          "a = '<\\/ScRiPt>' + '<\\!-- ' + '<\\script'; b = a < c;");
}
