# vd_script_test(NAME LABELS label... COMMAND program [argument...])
#
# Any command as a test: run from the source folder with VD_SOURCE_DIR, VD_BUILD_DIR and VD_BIN_DIR
# (where valedord and valedor are) in its environment. Leaving with 77 means "skipped".
function(vd_script_test name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "LABELS;COMMAND")
    add_test(NAME ${name} COMMAND ${arg_COMMAND} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
    vd_test_properties(${name} ${arg_LABELS})
endfunction()
