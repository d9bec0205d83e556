# Sourced by benchmark, campaign and mutants, in the root of the repository: runs a class of a module's tests. $0 says who asks.

complain() {
  echo "${0##*/}: $*" >&2
  exit 2
}

# Has Maven and everything else run on a JDK 21 or later: that of JAVA_HOME where it is one, else one of the usual folder.
use_jdk() {
  local home version
  for home in "${JAVA_HOME:-}" /usr/lib/jvm/*; do
    version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$home/release" 2>/dev/null || true)
    if [ "${version:-0}" -ge 21 ] && [ -x "$home/bin/javac" ]; then
      export JAVA_HOME=$home
      return
    fi
  done
  complain "no JDK 21 or later was found; name one in JAVA_HOME"
}

# run_in_tests MODULE CLASS [ARGUMENT...]: builds what is not built, and becomes the program.
run_in_tests() {
  local module=$1 main=$2
  shift 2
  use_jdk
  local list=$PWD/$module/target/test-class-path
  mvn -q -B -pl "$module" -am -DskipTests test-compile dependency:build-classpath \
    "-Dmdep.outputFile=$list.\${project.artifactId}" -Dmdep.includeScope=test >&2 ||
    complain "the tests of $module could not be built"
  ORT_DISABLE_TELEMETRY=1 exec "$JAVA_HOME/bin/java" --enable-native-access=ALL-UNNAMED "-Dcountersign.root=$PWD" \
    -cp "$module/target/test-classes:$module/target/classes:$(<"$list.${module##*/}")" "$main" "$@"
}
