# d3 for the interactive figures of the report, found once and built in, so that the program reads no file for it.
set(NETSEAM_D3 "" CACHE FILEPATH "d3.min.js, version 5 or newer; empty = look for that of Debian's node-d3")
if(NETSEAM_D3 AND NOT EXISTS "${NETSEAM_D3}")
  message(FATAL_ERROR "NETSEAM_D3: there is no file ${NETSEAM_D3}")
elseif(NOT NETSEAM_D3)
  find_file(NETSEAM_D3_FOUND d3.min.js PATHS /usr/share/nodejs/d3/dist /usr/lib/node_modules/d3/dist NO_DEFAULT_PATH)
  if(NETSEAM_D3_FOUND)
    set(NETSEAM_D3 ${NETSEAM_D3_FOUND})
  else()
    message(STATUS "d3 was not found (Debian: node-d3; any other: -DNETSEAM_D3=PATH/d3.min.js): `netseam report` will write "
                   "static figures only")
  endif()
endif()

# netseam_embedded_text(NAME [FILE]) adds to netseam_embedded_sources a source that defines
# netseam::ROOM::embedded::NAME, of the room that calls it, as the text of FILE, or as an empty text.
function(netseam_embedded_text name)
  get_filename_component(room ${CMAKE_CURRENT_SOURCE_DIR} NAME)
  set(output ${CMAKE_CURRENT_BINARY_DIR}/embedded_${name}.cpp)
  set(script ${PROJECT_SOURCE_DIR}/tools/cmake/write_embedded_text.cmake)
  add_custom_command(OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DROOM=${room} -DNAME=${name} -DINPUT=${ARGN} -DOUTPUT=${output} -P ${script}
    DEPENDS ${script} ${ARGN} VERBATIM)
  # clang warns of literals that are longer than every compiler must take
  set_source_files_properties(${output} PROPERTIES COMPILE_OPTIONS -Wno-overlength-strings)
  set(netseam_embedded_sources ${netseam_embedded_sources} ${output} PARENT_SCOPE)
endfunction()
