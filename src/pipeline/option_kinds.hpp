#pragma once
// The kinds of options: how a field of Config becomes an entry of the table.
#include "option_values.hpp"
#include "study_text.hpp"

#include "netseam/pipeline/options.hpp"

#include <cstddef>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace netseam::pipeline {

inline Option text_option(std::string key, std::string allowed, std::string help, bool changes_result,
                          std::function<std::string&(Config&)> field) {
  return {std::move(key),
          "",
          std::move(help),
          std::move(allowed),
          false,
          changes_result,
          [field](Config& config, const std::string& text) { field(config) = unquoted(text); },
          [field](const Config& config) { return written_text(field(const_cast<Config&>(config))); }};
}

inline Option list_option(std::string key, std::string allowed, std::string help, bool changes_result,
                          std::function<std::vector<std::string>&(Config&)> field) {
  return {std::move(key),
          "",
          std::move(help),
          std::move(allowed),
          false,
          changes_result,
          [field](Config& config, const std::string& text) { field(config) = split_list(text); },
          [field](const Config& config) { return joined_list(field(const_cast<Config&>(config))); }};
}

template <class Number>
Option number_option(std::string key, std::string unit, Bounds<Number> bounds, std::string help,
                     bool changes_result, std::function<Number&(Config&)> field) {
  return {std::move(key),
          std::move(unit),
          std::move(help),
          bounds.words("a"),
          false,
          changes_result,
          [field, bounds](Config& config, const std::string& text) {
            field(config) = parse_number(unquoted(text), bounds);
          },
          [field](const Config& config) { return fmt::format("{}", field(const_cast<Config&>(config))); }};
}

/// Different numbers within bounds; none only where `may_be_empty`.
template <class Number>
Option numbers_option(std::string key, std::string unit, std::string help, Bounds<Number> bounds,
                      std::function<std::vector<Number>&(Config&)> field, bool may_be_empty = false) {
  return {std::move(key),
          std::move(unit),
          std::move(help),
          bounds.words("different") + "; comma between",
          false,
          true,
          [field, bounds, may_be_empty](Config& config, const std::string& text) {
            std::vector<Number> numbers;
            for (const auto& part : split_list(text)) {
              numbers.push_back(parse_number(part, bounds));
              if (std::count(numbers.begin(), numbers.end(), numbers.back()) > 1)
                throw std::invalid_argument(fmt::format("'{}' twice", part));
            }
            if (numbers.empty() && !may_be_empty) throw std::invalid_argument("nothing");
            field(config) = numbers;
          },
          [field](const Config& config) {
            return fmt::format("{}", fmt::join(field(const_cast<Config&>(config)), ", "));
          }};
}

inline Option share_option(std::string key, std::string help, bool changes_result,
                           std::function<double&(Config&)> field) {
  return number_option<double>(std::move(key), "", {0, 1}, std::move(help), changes_result, std::move(field));
}

inline Option flag_option(std::string key, std::string help, bool changes_result,
                          std::function<bool&(Config&)> field) {
  return {std::move(key),
          "",
          std::move(help),
          "true | false",
          true,
          changes_result,
          [field](Config& config, const std::string& text) { field(config) = parse_flag(unquoted(text)); },
          [field](const Config& config) { return flag_text(field(const_cast<Config&>(config))); }};
}

template <class Value>
Option choice_option(std::string key, std::string help, bool changes_result, const NameTable<Value>& table,
                     std::function<Value&(Config&)> field) {
  return {
      std::move(key),
      "",
      std::move(help),
      names_of(table),
      false,
      changes_result,
      [field, &table](Config& config, const std::string& text) {
        field(config) = value_of(table, unquoted(text));
      },
      [field, &table](const Config& config) { return name_of(table, field(const_cast<Config&>(config))); }};
}

}  // namespace netseam::pipeline
