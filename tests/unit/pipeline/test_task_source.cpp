#include "npy_writer.hpp"
#include "task_source.hpp"
#include "temp_directory.hpp"

#include "netseam/core/error.hpp"
#include "netseam/pipeline/options.hpp"
#include "netseam/tasks/modular_sum.hpp"
#include "netseam/tasks/synthetic_task.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <functional>
#include <vector>

using namespace netseam;
using pipeline::Config;
using tasks::FittingLoss;
using test::write_npy;
using test::write_npy_labels;

namespace {

constexpr const char* key = "sculpt.tasks";

class Study {
 public:
  Study() { config.file = folder.path() / "study.ini"; }

  void table(const std::string& name, const std::vector<std::size_t>& shape, std::vector<float> values) {
    std::filesystem::create_directories((folder.path() / name).parent_path());
    write_npy(folder.path() / name, shape, values);
  }
  void labels(const std::string& name, const std::vector<std::int64_t>& values) {
    std::filesystem::create_directories((folder.path() / name).parent_path());
    write_npy_labels(folder.path() / name, values);
  }
  [[nodiscard]] tasks::SplitTask read(const std::string& task) const {
    return pipeline::read_task(config, task, key).data;
  }
  /// What reading the task says is wrong.
  template <class Error = core::InputError>
  [[nodiscard]] std::string fault(const std::string& task) const {
    try {
      static_cast<void>(pipeline::task_files(config, task, key));
      static_cast<void>(read(task));
    } catch (const Error& error) {
      return error.what();
    }
    return "nothing";
  }

  test::TempDirectory folder;
  Config config;
};

using Catch::Contains;

}  // namespace

TEST_CASE("tasks are named by functions, by words and by folders, each once", "[serial]") {
  Study study;
  study.table("real/inputs.npy", {1, 1}, {0});
  const std::vector<std::string> listed{"4-1-2-16", "line", "stacked-same", "./real"};
  CHECK(pipeline::task_names(study.config, listed, key) ==
        std::vector<std::string>{"4-1-2-16", "line", "stacked-same", "real"});
  for (const std::string twice : {"4-1-2-16", "line", "other/../real"})
    CHECK_THROWS_WITH(pipeline::task_names(study.config, {"4-1-2-16", "line", "real", twice}, key),
                      Contains("sculpt.tasks") && Contains("twice"));
  CHECK(pipeline::task_files(study.config, "4-1-2-16", key).empty());
  CHECK(pipeline::task_files(study.config, "modular-sum", key).empty());
  CHECK(pipeline::task_files(study.config, "real", key).size() == 2);
  CHECK_THAT(study.fault<core::ConfigError>("modular-sun"),
             Contains("'modular-sun'") && Contains("'modular-sum'"));
  CHECK_THAT(study.fault<core::ConfigError>("4-3-9"), Contains("'4-3-9'") && Contains("sculpt.tasks"));
  CHECK_THAT(study.fault<core::ConfigError>("99999-2-4"), Contains("'99999-2-4'"));
}

TEST_CASE("all rows of a Boolean function train and test", "[serial]") {
  const Study study;
  const auto task = pipeline::read_task(study.config, "4-2-4", key);
  CHECK(task.name == "4-2-4");
  CHECK(task.family == tasks::BooleanFamily::input_separable);
  CHECK((task.data.training.rows == 16 && task.data.test.rows == 16));
  CHECK(task.data.training.input == task.data.test.input);
  CHECK(task.data.training.target == task.data.test.target);
}

TEST_CASE("the test rows of computed tasks follow the training rows", "[serial]") {
  Study study;
  study.config.tasks.rows = 30;
  study.config.tasks.test_rows = 7;
  study.config.tasks.seed = 9;
  study.config.tasks.lines = 3;
  study.config.tasks.height = 4;
  study.config.tasks.width = 6;
  study.config.tasks.pixels = 5;
  study.config.tasks.classes = 2;
  const std::vector<std::pair<std::string, std::function<tasks::Task(tasks::RowRange)>>> makers{
      {"line",
       [](const tasks::RowRange& rows) {
         return tasks::line_task({4, 6, 3}, rows);
       }},
      {"random", [](const tasks::RowRange& rows) { return tasks::random_task(5, 2, rows); }},
      {"polynomial", [](const tasks::RowRange& rows) { return tasks::polynomial_task(rows); }}};
  for (const auto& [name, make] : makers) {
    const auto task = study.read(name);
    const auto training = make({0, 30, 9}), test = make({30, 7, 9});
    CHECK((task.training.input == training.input && task.training.target == training.target));
    CHECK((task.test.input == test.input && task.test.target == test.target));
    CHECK((task.training.loss == training.loss && task.test.rows == 7));
  }
}

TEST_CASE("sums train and test all, or are shared out", "[serial]") {
  Study study;
  study.config.tasks.modulus = 5;
  const auto all = tasks::modular_sum({5, 2, 1, 5});
  CHECK(study.read("modular-sum").training.input == all.input);
  CHECK(study.read("modular-sum").test.input == all.input);
  study.config.tasks.sums_share = 0.7;  // 17.5 of 25 rows
  const auto part = study.read("modular-sum");
  CHECK((part.training.rows == 18 && part.test.rows == 7));
  study.config.tasks.sums_share = 1;
  study.config.tasks.groups = 2;
  study.config.tasks.outer_modulus = 3;
  CHECK(study.read("modular-sum").training.target == tasks::modular_sum({5, 2, 2, 3}).target);
}

TEST_CASE("a folder of numbers is learned by what its targets are", "[serial]") {
  Study study;
  study.table("t/inputs.npy", {3, 2, 2}, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11});
  study.table("t/targets.npy", {3, 2}, {0, 1, 0.25F, 0.75F, 1, 0});
  const auto task = study.read("t");
  CHECK((task.training.rows == 3 && task.training.inputs == 4 && task.training.outputs == 2));
  CHECK(task.training.input_view()(1, 3) == 7);
  CHECK(task.training.loss == FittingLoss::binary_cross_entropy);
  CHECK(task.test.target == task.training.target);
  study.config.tasks.loss = FittingLoss::cross_entropy;
  CHECK(study.read("t").test.loss == FittingLoss::cross_entropy);
  study.table("t/targets.npy", {3, 2}, {0, 1, 0.25F, 0.5F, 1, 0});
  CHECK_THAT(study.fault("t"), Contains("targets.npy: row 1: found a sum of 0.75"));
  study.table("t/targets.npy", {3, 2}, {0, 1, 0.25F, -7.5F, 1, 0});
  CHECK_THAT(study.fault("t"), Contains("row 1, column 1: found -7.5"));
  study.config.tasks.loss = FittingLoss::squared_error;
  CHECK(study.read("t").training.target[3] == -7.5F);
}

TEST_CASE("a folder of classes with rows that are held back", "[serial]") {
  Study study;
  study.table("t/inputs.npy", {4, 1}, {0, 0, 1, 2});  // equal rows of two classes: real data may
  study.labels("t/targets.npy", {2, 0, 1, 0});
  study.table("t/test_inputs.npy", {2, 1}, {5, 6});
  study.labels("t/test_targets.npy", {0, 0});
  CHECK(pipeline::task_files(study.config, "t", key).size() == 4);
  const auto task = study.read("t");
  CHECK((task.training.outputs == 3 && task.test.outputs == 3));
  CHECK(task.training.loss == FittingLoss::cross_entropy);
  CHECK(task.training.target == std::vector<float>{0, 0, 1, 1, 0, 0, 0, 1, 0, 1, 0, 0});
  CHECK(task.test.target == std::vector<float>{1, 0, 0, 1, 0, 0});
  CHECK(task.test.input == std::vector<float>{5, 6});
  study.labels("t/test_targets.npy", {0, 3});
  CHECK_THAT(study.fault("t"), Contains("test_targets.npy: row 1: found 3") && Contains("below 3"));
  study.labels("t/test_targets.npy", {0, 1, 2});
  CHECK_THAT(study.fault("t"),
             Contains("test_targets.npy: rows: found 3, expected 2, as test_inputs.npy has"));
  study.labels("t/test_targets.npy", {0, 1});
  study.table("t/test_inputs.npy", {2, 2}, {5, 6, 7, 8});
  CHECK_THAT(study.fault("t"), Contains("test_inputs.npy: columns: found 2, expected 1, as inputs.npy has"));
  study.table("t/test_inputs.npy", {2, 1}, {5, 6});
  study.table("t/test_targets.npy", {2, 2}, {0, 1, 0, 1});
  CHECK_THAT(study.fault("t"), Contains("test_targets.npy: columns: found 2, expected 3"));
}

TEST_CASE("tables that cannot be learned are refused with their place", "[serial]") {
  Study study;
  study.table("t/inputs.npy", {3, 1}, {0, 1, 0});
  study.labels("t/targets.npy", {0, 1, 1});
  CHECK_THAT(study.fault("t"), Contains("rows 0 and 2") && Contains("different targets for equal inputs"));
  study.labels("t/targets.npy", {0, -1, 1});
  CHECK_THAT(study.fault("t"), Contains("row 1: found -1"));
  study.labels("t/targets.npy", {0, 2, 0});
  CHECK_THAT(study.fault("t"), Contains("no row of class 1") && Contains("the largest, 2"));
  study.labels("t/targets.npy", {0, 1, std::int64_t{1} << 62});  // no memory for so many classes
  CHECK_THAT(study.fault("t"), Contains("no row of class 2"));
  study.table("t/targets.npy", {3}, {0, 1, 2});
  CHECK_THAT(study.fault("t"), Contains("targets.npy: shape"));
  study.table("t/targets.npy", {0, 1}, {});
  CHECK_THAT(study.fault("t"), Contains("targets.npy: shape: found 0 x 1"));
}

TEST_CASE("values of [tasks] that do not fit are refused by their keys", "[serial]") {
  const auto fault = [](const std::string& task, const std::function<void(pipeline::TaskConfig&)>& change) {
    Study study;
    study.config.tasks.rows = study.config.tasks.test_rows = 2;
    change(study.config.tasks);
    return study.fault<core::ConfigError>(task);
  };
  using T = pipeline::TaskConfig;
  CHECK_THAT(fault("line", [](T& t) { t.lines = 29; }), Contains("tasks.lines: found 29") && Contains("28"));
  CHECK_THAT(fault("line", [](T& t) { t.rows = std::size_t{1} << 60; }),
             Contains("task line") && Contains("64 GiB"));
  CHECK_THAT(fault("line", [](T& t) { t.height = ~std::size_t{0}; }), Contains("64 GiB"));
  CHECK_THAT(fault("random", [](T& t) { t.classes = std::size_t{1} << 40; }), Contains("64 GiB"));
  CHECK_THAT(fault("polynomial", [](T& t) { t.test_rows = std::size_t{1} << 40; }), Contains("64 GiB"));
  CHECK_THAT(fault("modular-sum", [](T& t) { t.modulus = 1; }), Contains("tasks.modulus: found 1"));
  CHECK_THAT(fault("modular-sum", [](T& t) { t.outer_modulus = 1; }),
             Contains("tasks.outer-modulus: found 1"));
  CHECK_THAT(fault("modular-sum", [](T& t) { t.terms = t.groups = std::size_t{1} << 32; }),
             Contains("2^24 rows"));
  CHECK_THAT(fault("modular-sum", [](T& t) { t.modulus = std::size_t{1} << 63; }), Contains("2^24 rows"));
  CHECK_THAT(fault("modular-sum", [](T& t) { t.sums_share = 0.001; }),
             Contains("tasks.sums-share") && Contains("0 of 49"));
}

TEST_CASE("[tasks] decides the results of the stages that learn tasks", "[serial]") {
  Config config;
  for (const std::string stage : {"sculpt", "train", "layers", "hierarchy"}) {
    const bool learns = stage == "sculpt" || stage == "train";
    CHECK((pipeline::result_options_text(config, stage).find("tasks.modulus = 7\n") != std::string::npos) ==
          learns);
  }
}
