# vd_unit_test(NAME [SOURCES file...] [LIBS target...] [LABELS label...])
#
# The cmocka program NAME.c of the current folder as the test unit.NAME. Finds its fixtures through
# VD_SOURCE_DIR and VD_BUILD_DIR, both as macros and in the environment.
function(vd_unit_test name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LIBS;LABELS")
    add_executable(${name} ${name}.c ${arg_SOURCES})
    target_link_libraries(${name} PRIVATE vd_compile ${arg_LIBS} PkgConfig::cmocka)
    target_compile_definitions(${name} PRIVATE
        VD_SOURCE_DIR="${PROJECT_SOURCE_DIR}" VD_BUILD_DIR="${PROJECT_BINARY_DIR}")
    add_test(NAME unit.${name} COMMAND ${name} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
    vd_test_properties(unit.${name} unit ${arg_LABELS})
endfunction()

# What every test gets: its labels, the environment, a time limit (sanitizers cost a factor of ten).
function(vd_test_properties test)
    set(seconds 120)
    if(VD_SANITIZE)
        set(seconds 900)
    endif()
    set_tests_properties(${test} PROPERTIES
        LABELS "${ARGN}"
        ENVIRONMENT "VD_SOURCE_DIR=${PROJECT_SOURCE_DIR};VD_BUILD_DIR=${PROJECT_BINARY_DIR};\
VD_BIN_DIR=${PROJECT_BINARY_DIR}/bin;CC=${CMAKE_C_COMPILER};\
TSAN_OPTIONS=halt_on_error=1 suppressions=${PROJECT_SOURCE_DIR}/tests/tsan.supp;\
LSAN_OPTIONS=print_suppressions=0 suppressions=${PROJECT_SOURCE_DIR}/tests/lsan.supp"
        TIMEOUT ${seconds}
        SKIP_RETURN_CODE 77)
endfunction()
