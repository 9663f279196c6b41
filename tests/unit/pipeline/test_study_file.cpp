#include "temp_directory.hpp"

#include "netseam/core/error.hpp"
#include "netseam/pipeline/options.hpp"
#include "netseam/pipeline/study_file.hpp"

#include <catch2/catch.hpp>

#include <fstream>
#include <sstream>

using netseam::core::ConfigError;
using netseam::pipeline::Config;
using netseam::pipeline::parse_study;

namespace {

Config parse(const std::string& text, std::vector<std::string> arguments = {}) {
  std::istringstream stream(text);
  return parse_study(stream, "study.ini", "/somewhere/study.ini", arguments);
}

std::string message(const std::string& text, std::vector<std::string> arguments = {}) {
  try {
    static_cast<void>(parse(text, std::move(arguments)));
  } catch (const ConfigError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("a study file fills the config and the command line wins", "[serial]") {
  const std::string text =
      "; a study\n[study]\nname = digits  ; its name\ncheckpoints = a/step*, b\n\n[layers]\nselect = "
      "layers.{0..8}, "
      "head\nsamples = 300\nstart = best\n[input]\ntoken = 3\n";
  const Config config = parse(text, {"--layers.samples=20", "--force", "--max-hours", "1.5", "--csv=out"});
  CHECK(config.study.name == "digits");
  CHECK(config.study.checkpoints == std::vector<std::string>{"a/step*", "b"});
  CHECK(config.layers.select == std::vector<std::string>{"layers.{0..8}", "head"});
  CHECK(config.layers.samples == 20);
  CHECK(config.layers.start == std::vector{netseam::data::Start::identity, netseam::data::Start::product});
  CHECK(config.input.token == netseam::input::TokenRule::position);
  CHECK(config.input.token_position == 3);
  CHECK(config.run.force);
  CHECK(config.run.max_hours == 1.5);
  CHECK(config.run.csv == "out");
  CHECK(config.resolve("x/../y.npy") == "/somewhere/y.npy");
  CHECK(config.resolve("/abs.npy") == "/abs.npy");
}

TEST_CASE("a value on the command line may be empty", "[serial]") {
  const std::string text = "[layers]\ntwin = untrained\nselect = a, b\n[run]\ncsv = out\n";
  const Config config = parse(text, {"--layers.twin=", "--csv=", "--layers.select=c"});
  CHECK(config.layers.twin.empty());
  CHECK(config.run.csv.empty());
  CHECK(config.layers.select == std::vector<std::string>{"c"});
}

TEST_CASE("errors of a study file name file, line, key, what was found and what is allowed", "[serial]") {
  CHECK(message("[layers]\n\nsample = 3\n") ==
        "study.ini: line 3: unknown key 'layers.sample', did you mean 'layers.samples'?; `netseam config "
        "--defaults` "
        "lists all");
  CHECK(message("[layers]\nsamples = many\n") ==
        "study.ini: line 2: layers.samples: found 'many', expected a whole number from 0");
  CHECK(message("[layers]\nsamples = -3\n") ==
        "study.ini: line 2: layers.samples: found '-3', expected a whole number from 0");
  CHECK(message("[layers]\nstart = nowhere\n") ==
        "study.ini: line 2: layers.start: found 'nowhere', expected identity | product | previous | best | "
        "all");
  CHECK(message("[layers]\nsamples = 3\nsamples = 4\n") ==
        "study.ini: line 3: key 'layers.samples' is given twice, first on line 2");
  CHECK(message("samples = 3\n") == "study.ini: line 1: key 'samples' stands before any [section]");
  CHECK(message("[layers]\nsamples 3\n") == "study.ini: line 2: found 'samples 3', expected key = value");
  CHECK(message("[layers\n") == "study.ini: line 1: found '[layers', expected [section]");
  CHECK(message("[run]\nmax-hours = nan\n") ==
        "study.ini: line 2: run.max-hours: found 'nan', expected a number from 0");
  CHECK(message("[layers]\nsamples = 99999999999999999999\n") ==
        "study.ini: line 2: layers.samples: found '99999999999999999999', expected a whole number from 0");
  // a wrong value is an error also where the command line overrides it
  CHECK(message("[layers]\nsamples = many\n", {"--layers.samples=3"}) != "");
}

TEST_CASE("errors of the command line name the argument", "[serial]") {
  CHECK(message("", {"--layers.sampels=3"}) ==
        "command line: unknown key 'layers.sampels', did you mean 'layers.samples'?; `netseam config "
        "--defaults` lists "
        "all");
  CHECK(message("", {"--layers.gradient=fast"}) ==
        "command line: layers.gradient: found 'fast', expected exact | lowrank");
  CHECK(message("", {"stray"}) == "command line: unexpected argument 'stray'");
  CHECK(message("", {"--force", "--force"}) == "command line: --run.force is given twice");
}

TEST_CASE("a missing study file is named", "[serial]") {
  CHECK_THROWS_WITH(netseam::pipeline::read_study("/nowhere/study.ini", {}),
                    "/nowhere/study.ini: cannot be read; expected a study file");
}

TEST_CASE("the defaults are a valid study that changes nothing", "[serial]") {
  const Config config = parse(netseam::pipeline::default_study_text());
  Config plain;
  CHECK(netseam::pipeline::resolved_study_text(config) == netseam::pipeline::resolved_study_text(plain));
}

TEST_CASE("every option takes back the text that it gives", "[serial]") {
  Config changed = parse(
      "[study]\nname=a\nseed=7\n[input]\ntoken=5\nimage=pixels\nchannels-last=yes\npixels=4\n[layers]"
      "\nselect=b, c.{1..2}\n"
      "distance=cosine\nnormalisation=median\nstart=all\ngradient=lowrank\nthird-bound=1\n[run]\nproduct="
      "openblas\n");
  const std::string text = netseam::pipeline::resolved_study_text(changed);
  CHECK(netseam::pipeline::resolved_study_text(parse(text)) == text);
}

TEST_CASE("only options that change a result identify it", "[serial]") {
  const std::string plain = netseam::pipeline::result_options_text(parse(""), "layers");
  CHECK(netseam::pipeline::result_options_text(parse("[run]\nmax-hours = 3\nforce = true\n"), "layers") ==
        plain);
  CHECK(netseam::pipeline::result_options_text(parse("[layers]\nsamples = 3\n"), "layers") != plain);
  CHECK(netseam::pipeline::result_options_text(parse("[study]\nseed = 3\n"), "layers") != plain);
}

TEST_CASE("lists are cut at commas outside braces", "[serial]") {
  using netseam::pipeline::split_list;
  CHECK(split_list(" a , b.{1,2} ,, c[x,y] ") == std::vector<std::string>{"a", "b.{1,2}", "c[x,y]"});
  CHECK(split_list("").empty());
}
