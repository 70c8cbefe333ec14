//! A project of any size: each answer in a file of its own, about 1.2 kB.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// Writes a project of `size` answers.
pub(crate) fn write(project: &Path, size: usize) {
    fs::create_dir_all(project.join("content")).unwrap();
    fs::write(project.join("trust.yaml"), PROJECT).unwrap();
    fs::write(project.join("content/facts.yaml"), FACTS).unwrap();
    fs::write(project.join("content/subprocessors.yaml"), subprocessors()).unwrap();
    for number in 0..size {
        let folder = project.join(format!("answers/topic-{:02}", number % 40));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(format!("answer-{number:05}.yaml")), answer(number, "")).unwrap();
    }
}

/// Changes one answer.
pub(crate) fn edit(project: &Path, run: usize) {
    let words = format!(" Changed {run} times.");
    fs::write(project.join("answers/topic-07/answer-00007.yaml"), answer(7, &words)).unwrap();
}

const PROJECT: &str = "organization: {name: Bench, legal_name: Bench GmbH, country: DE}
contacts: {security: security@bench.example}
site: {base_url: https://trust.bench.example, title: Bench Trust Center}
security_txt: {expires: 2027-05-01}
";

const FACTS: &str = "cipher: AES-256
tls: TLS 1.3
retention: 90 days
region: {value: eu-central-1, label: Region, audience: public}
";

fn subprocessors() -> String {
    let mut text = "audience: public\nbaseline: 2026-01-01\ndata_categories: {account-data: Names of users}\nsubprocessors:\n".to_owned();
    for number in 0..30 {
        let _ = write!(
            text,
            "  - id: processor-{number}\n    legal_name: Processor {number} GmbH\n    display_name: Processor {number}\n    country: DE\n    contact: privacy@processor{number}.example\n    purpose: Hosting\n    data_categories: [account-data]\n    processing_locations: [{{country: DE}}]\n"
        );
    }
    text
}

fn answer(number: usize, words: &str) -> String {
    let topic = number % 40;
    format!(
        "topic: {{id: topic-{topic:02}, title: Topic {topic}}}
owner: security
reviewed: 2026-10-01
audience: public
answers:
  - id: answer-{number:05}
    question: Is control number {number} of the service in place for all customers?
    also_asked: [How is control {number} done?, Do you have control {number}?]
    response: yes
    explanation: |
      Control {number} is in place for the whole service and is reviewed by the security team. All stored data is
      encrypted with {{{{ facts.cipher }}}} and all traffic with {{{{ facts.tls }}}}.{words}

      - Data is hosted in {{{{ facts.region }}}} and does not leave it.
      - Records are kept for {{{{ facts.retention }}}} and then deleted, backups included.
      - Access is limited to **named engineers** with a second factor, and is [logged](/subprocessors/).

      The control is tested every quarter. Deviations are recorded, rated by severity and mended within the
      time that the policy sets; what takes longer needs the consent of the head of security, who reports open
      deviations to the management every month. Customers who want to see the record of the last test ask
      their contact, who answers within five business days and arranges a call with the engineer in charge.
    ownership: provider
    audience: public
    tags: [control-{number}, topic-{topic}]
"
    )
}
